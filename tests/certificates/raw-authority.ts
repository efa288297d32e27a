import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { ascii, bits, der, directoryName, generalName, hex, integer, oid, sequence } from './der-writer.ts';

/** A certificate that is made byte by byte, with contents that no library writes. */
export interface RawWish {
  readonly subject: string;
  /** The name to write as the issuer's; default: the subject of the signer. */
  readonly issuer?: string;
  /** The number in the version field (2: version 3); null: no field. Default 2. */
  readonly version?: number | null;
  readonly serial?: number;
  /** Extensions made with `extension`, in order; null: no field. Default none. */
  readonly extensions?: readonly Uint8Array[] | null;
  /** subjectAltName, one host each. */
  readonly hosts?: readonly string[];
  /** basicConstraints: true without a limit. */
  readonly ca?: boolean | number;
  /** Default: those of the keys. False: neither. */
  readonly identifiers?: boolean;
  /** Default: a new one on P-256. */
  readonly keys?: Keys;
  /** SubjectPublicKeyInfo; default: that of the keys. */
  readonly spki?: Uint8Array;
  /** AlgorithmIdentifier; default ecdsa-with-SHA256. */
  readonly algorithm?: Uint8Array;
  /** The AlgorithmIdentifier next to the signature; default: the same. */
  readonly outerAlgorithm?: Uint8Array;
  readonly sign?: (tbs: Uint8Array, key: KeyObject) => Uint8Array;
  /** Bytes to insert after the public key in the TBSCertificate. */
  readonly uniqueIdentifier?: boolean;
}

export interface Keys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface Raw {
  readonly der: Uint8Array;
  readonly subject: string;
  readonly keys: Keys;
}

export const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const DAY = 86_400_000;

export function p256(): Keys {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** Makes a certificate; without `signer` it signs itself. */
export function raw(request: RawWish, signer?: Raw): Raw {
  const keys = request.keys ?? p256();
  const signingKeys = signer?.keys ?? keys;
  const algorithm = request.algorithm ?? ECDSA_SHA256;
  const { version = 2, extensions = [] } = request;
  const all = extensions === null ? null : [...extensionsOf(request, keys, signingKeys), ...extensions];
  const tbs = sequence(
    ...(version === null ? [] : [der(0xa0, integer(version))]),
    integer(request.serial ?? 7),
    algorithm,
    directoryName(request.issuer ?? signer?.subject ?? request.subject),
    sequence(utcTime(Date.now() - DAY), utcTime(Date.now() + 10 * DAY)),
    directoryName(request.subject),
    request.spki ?? spkiOf(keys),
    ...(request.uniqueIdentifier === true ? [der(0x81, hex('00aa'))] : []),
    ...(all === null ? [] : [der(0xa3, sequence(...all))]),
  );
  const makeSignature = request.sign ?? ((data: Uint8Array, key: KeyObject) => sign('sha256', data, key));
  const signature = makeSignature(tbs, signingKeys.privateKey);
  return { der: sequence(tbs, request.outerAlgorithm ?? algorithm, bits(signature)), subject: request.subject, keys };
}

export function extension(id: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(oid(id), ...(critical ? [hex('0101ff')] : []), der(0x04, value));
}

export function spkiOf({ publicKey }: Keys): Uint8Array {
  return new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
}

/** A key identifier that differs for different keys; RFC 5280 section 4.2.1.2, method 1. */
export function keyIdentifier(keys: Keys): Uint8Array {
  return new Uint8Array(createHash('sha1').update(spkiOf(keys)).digest());
}

export function utcTime(milliseconds: number): Uint8Array {
  return der(0x17, ascii(`${new Date(milliseconds).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`));
}

function extensionsOf({ hosts = [], ca = false, identifiers = true }: RawWish, keys: Keys, signingKeys: Keys) {
  return [
    ...(ca === false ? [] : [basicConstraints(ca)]),
    ...(hosts.length === 0 ? [] : [extension('2.5.29.17', sequence(...hosts.map(generalName.host)))]),
    ...(identifiers
      ? [
          extension('2.5.29.14', der(0x04, keyIdentifier(keys))),
          extension('2.5.29.35', sequence(der(0x80, keyIdentifier(signingKeys)))),
        ]
      : []),
  ];
}

function basicConstraints(ca: number | true): Uint8Array {
  return extension('2.5.29.19', sequence(hex('0101ff'), ...(ca === true ? [] : [integer(ca)])), true);
}

/** The chain of these certificates as a peer sends it. */
export function dersOf(chain: readonly Raw[]): Uint8Array[] {
  return chain.map(({ der: bytes }) => bytes);
}
