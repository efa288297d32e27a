import { type KeyObject, sign } from 'node:crypto';
import { ascii, bits, der, directoryName, integer, sequence } from './der-writer.ts';
import { ECDSA_SHA256, extension, keyIdentifier, type Raw, utcTime } from './raw-authority.ts';

/** A certificate revocation list that is made byte by byte. */
export interface ListWish {
  /** Serial numbers. */
  readonly revoked?: readonly number[];
  /** Days from now. */
  readonly from?: number;
  /** Days from now; null: no nextUpdate. */
  readonly until?: number | null;
  /** The number in the version field (1: version 2); null: no field. Default 1. */
  readonly version?: number | null;
  /** Extensions besides cRLNumber and authorityKeyIdentifier; null: no field. */
  readonly extensions?: readonly Uint8Array[] | null;
  /** Default true. */
  readonly numbered?: boolean;
  /** Extensions of each entry. */
  readonly entryExtensions?: readonly Uint8Array[];
  readonly algorithm?: Uint8Array;
  /** The name to write as the issuer's. */
  readonly issuer?: string;
}

const DAY = 86_400_000;
const CRL_NUMBER = '2.5.29.20';

export function rawList(issuer: Raw, request: ListWish = {}): Uint8Array {
  const { revoked = [], from = -1, until = 1, version = 1, extensions = [], numbered = true } = request;
  const { entryExtensions = [], algorithm = ECDSA_SHA256 } = request;
  const standard = [
    ...(numbered ? [extension(CRL_NUMBER, integer(5))] : []),
    extension('2.5.29.35', sequence(der(0x80, keyIdentifier(issuer.keys)))),
  ];
  const entries = revoked.map((serial) =>
    sequence(
      integer(serial),
      utcTime(Date.now() - DAY),
      ...(entryExtensions.length === 0 ? [] : [sequence(...entryExtensions)]),
    ),
  );
  const tbs = sequence(
    ...(version === null ? [] : [integer(version)]),
    algorithm,
    directoryName(request.issuer ?? issuer.subject),
    utcTime(Date.now() + from * DAY),
    ...(until === null ? [] : [utcTime(Date.now() + until * DAY)]),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    ...(extensions === null ? [] : [der(0xa0, sequence(...standard, ...extensions))]),
  );
  return sequence(tbs, algorithm, bits(signatureOf(tbs, issuer.keys.privateKey)));
}

/** IssuingDistributionPoint with these fields. */
export function issuingPoint(...fields: readonly Uint8Array[]): Uint8Array {
  return extension('2.5.29.28', sequence(...fields), true);
}

/** DistributionPointName with one address. */
export function fullName(address: string): Uint8Array {
  return der(0xa0, der(0xa0, der(0x86, ascii(address))));
}

export function pem(list: Uint8Array): string {
  const lines =
    Buffer.from(list)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN X509 CRL-----\n${lines.join('\n')}\n-----END X509 CRL-----\n`;
}

function signatureOf(tbs: Uint8Array, key: KeyObject): Uint8Array {
  return new Uint8Array(sign('sha256', tbs, key));
}
