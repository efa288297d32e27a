import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { type DerReader, wholeSequence } from '../../der/der-reader.ts';
import { DerTag } from '../../der/der-tag.ts';

/** The fields of a certificate by which a peer can request it; RFC 9846 section 4.5.1.2, RFC 5280 section 4.1. */
export interface CertificateFields {
  /** DER of the Name. */
  readonly issuer: Uint8Array;
  /** Subject and issuer are the same: the peer verifies no signature of it. */
  readonly selfIssued: boolean;
  /** Code points of the schemes to which its signature belongs; empty: it belongs to none. */
  readonly signatureSchemes: readonly number[];
  /** The values of the extensions, by dotted identifier. */
  readonly extensions: ReadonlyMap<string, Uint8Array>;
}

const NO_EXTENSIONS: ReadonlyMap<string, Uint8Array> = new Map();
const RSASSA_PSS = '1.2.840.113549.1.1.10';

const {
  ecdsa_secp256r1_sha256,
  ecdsa_secp384r1_sha384,
  ecdsa_secp521r1_sha512,
  ecdsa_brainpoolP256r1tls13_sha256,
  ecdsa_brainpoolP384r1tls13_sha384,
  ecdsa_brainpoolP512r1tls13_sha512,
} = SignatureScheme;

/** The schemes of each signature algorithm; RFC 9846 section 4.3.3. For ECDSA, the curve of the issuer is not known. */
const SCHEMES: ReadonlyMap<string, readonly number[]> = new Map([
  ['1.2.840.10045.4.1', [SignatureScheme.ecdsa_sha1]],
  ['1.2.840.10045.4.3.2', [ecdsa_secp256r1_sha256, ecdsa_brainpoolP256r1tls13_sha256]],
  ['1.2.840.10045.4.3.3', [ecdsa_secp384r1_sha384, ecdsa_brainpoolP384r1tls13_sha384]],
  ['1.2.840.10045.4.3.4', [ecdsa_secp521r1_sha512, ecdsa_brainpoolP512r1tls13_sha512]],
  ['1.2.840.113549.1.1.5', [SignatureScheme.rsa_pkcs1_sha1]],
  ['1.2.840.113549.1.1.11', [SignatureScheme.rsa_pkcs1_sha256]],
  ['1.2.840.113549.1.1.12', [SignatureScheme.rsa_pkcs1_sha384]],
  ['1.2.840.113549.1.1.13', [SignatureScheme.rsa_pkcs1_sha512]],
  ['1.3.101.112', [SignatureScheme.ed25519]],
  ['1.3.101.113', [SignatureScheme.ed448]],
  ['2.16.840.1.101.3.4.3.17', [SignatureScheme.mldsa44]],
  ['2.16.840.1.101.3.4.3.18', [SignatureScheme.mldsa65]],
  ['2.16.840.1.101.3.4.3.19', [SignatureScheme.mldsa87]],
]);

/** The schemes of RSASSA-PSS by the hash of its parameters. */
const PSS_SCHEMES: ReadonlyMap<string, readonly number[]> = new Map([
  ['2.16.840.1.101.3.4.2.1', [SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_pss_sha256]],
  ['2.16.840.1.101.3.4.2.2', [SignatureScheme.rsa_pss_rsae_sha384, SignatureScheme.rsa_pss_pss_sha384]],
  ['2.16.840.1.101.3.4.2.3', [SignatureScheme.rsa_pss_rsae_sha512, SignatureScheme.rsa_pss_pss_sha512]],
]);

/** Certificates are read once: a server compares its own with each ClientHello. */
const known = new WeakMap<Uint8Array, { readonly fields: CertificateFields | undefined }>();

/** Borrows `der`. Undefined: it cannot be read; the peer may still accept it. */
export function certificateFields(der: Uint8Array): CertificateFields | undefined {
  let entry = known.get(der);
  if (entry === undefined) {
    entry = { fields: read(der) };
    known.set(der, entry);
  }
  return entry.fields;
}

/** Whether the key of the certificate may sign: it has no key usage, or digitalSignature is set; RFC 5280 section 4.2.1.3. */
export function mayCertificateSign(der: Uint8Array): boolean {
  const value = certificateFields(der)?.extensions.get(KEY_USAGE);
  const bits = value && keyUsageBits(value);
  return bits === undefined || (bits & DIGITAL_SIGNATURE) !== 0;
}

/** The dotted identifier of keyUsage. */
export const KEY_USAGE = '2.5.29.15';
/** The dotted identifier of extKeyUsage. */
export const EXTENDED_KEY_USAGE = '2.5.29.37';

/** The first bit of a key usage. */
const DIGITAL_SIGNATURE = 0x8000;

/** The bits of a keyUsage, the first one highest, in 16 bits; undefined: it is not DER. */
export function keyUsageBits(value: Uint8Array): number | undefined {
  const [tag, length, unused = 0, first = 0, second = 0] = value;
  const isBitString = tag === DerTag.BIT_STRING && length === value.length - 2 && unused < 8;
  return isBitString && value.length >= 3 && value.length <= 5 ? (first << 8) | second : undefined;
}

/** The dotted identifiers of an extKeyUsage; undefined: it is not DER, or empty. */
export function keyPurposes(value: Uint8Array): readonly string[] | undefined {
  return attempt(() => {
    const list = wholeSequence(value);
    const purposes: string[] = [];
    do purposes.push(list.oid());
    while (!list.done);
    return purposes;
  });
}

function read(der: Uint8Array): CertificateFields | undefined {
  return attempt(() => {
    const tbs = wholeSequence(der).enter();
    tbs.optional(0xa0);
    tbs.integer();
    const signatureSchemes = schemesOf(tbs.enter());
    const issuer = tbs.expect(DerTag.SEQUENCE).encoded;
    tbs.expect(DerTag.SEQUENCE);
    const subject = tbs.expect(DerTag.SEQUENCE).encoded;
    tbs.expect(DerTag.SEQUENCE);
    tbs.optional(0x81);
    tbs.optional(0x82);
    const list = tbs.optional(0xa3);
    const extensions = list === undefined ? NO_EXTENSIONS : extensionsOf(wholeSequence(list.contents));
    const selfIssued = issuer.length === subject.length && issuer.every((byte, at) => byte === subject[at]);
    return { issuer, selfIssued, signatureSchemes, extensions };
  });
}

function schemesOf(algorithm: DerReader): readonly number[] {
  const oid = algorithm.oid();
  if (oid !== RSASSA_PSS) return SCHEMES.get(oid) ?? [];
  const hash = algorithm.enter().optional(0xa0);
  return (hash && PSS_SCHEMES.get(wholeSequence(hash.contents).oid())) ?? [];
}

function extensionsOf(list: DerReader): ReadonlyMap<string, Uint8Array> {
  const extensions = new Map<string, Uint8Array>();
  while (!list.done) {
    const extension = list.enter();
    const oid = extension.oid();
    extension.optional(DerTag.BOOLEAN);
    extensions.set(oid, extension.expect(DerTag.OCTET_STRING).contents);
  }
  return extensions;
}

/** The readers throw for bytes that are not DER. */
function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
