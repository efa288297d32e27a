import type { SignatureSchemeName } from './provider.ts';

/** Schemes whose keys have exactly one valid encoding as SubjectPublicKeyInfo. */
export type PlainKeyScheme = Exclude<SignatureSchemeName, `rsa_${string}`>;

interface Form {
  /** All bytes before the key itself, DER. */
  readonly prefix: Uint8Array;
  /** Bytes of the key itself. */
  readonly length: number;
  /** First byte of the key itself where it is fixed: 04, an uncompressed point. */
  readonly first?: number;
}

/** id-ecPublicKey with a named curve: RFC 5480; id-Ed25519 and id-Ed448 without parameters: RFC 8410 section 4; ML-DSA: RFC 9881. */
const FORMS: Readonly<Record<PlainKeyScheme, Form>> = {
  ecdsa_secp256r1_sha256: {
    prefix: Uint8Array.from([
      0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
      0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ]),
    length: 65,
    first: 0x04,
  },
  ecdsa_secp384r1_sha384: {
    prefix: Uint8Array.from([
      0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00,
      0x22, 0x03, 0x62, 0x00,
    ]),
    length: 97,
    first: 0x04,
  },
  ecdsa_secp521r1_sha512: {
    prefix: Uint8Array.from([
      0x30, 0x81, 0x9b, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04,
      0x00, 0x23, 0x03, 0x81, 0x86, 0x00,
    ]),
    length: 133,
    first: 0x04,
  },
  ed25519: {
    prefix: Uint8Array.from([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]),
    length: 32,
  },
  ed448: {
    prefix: Uint8Array.from([0x30, 0x43, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x71, 0x03, 0x3a, 0x00]),
    length: 57,
  },
  mldsa44: { prefix: mlDsaPrefix(0x11, 1312), length: 1312 },
  mldsa65: { prefix: mlDsaPrefix(0x12, 1952), length: 1952 },
  mldsa87: { prefix: mlDsaPrefix(0x13, 2592), length: 2592 },
};

/** `id`: the last byte of the OID. `length`: of the key; FIPS 204 table 2. */
function mlDsaPrefix(id: number, length: number): Uint8Array {
  const [outer, inner] = [length + 18, length + 1];
  return Uint8Array.from([
    ...[0x30, 0x82, outer >>> 8, outer & 0xff, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03],
    ...[id, 0x03, 0x82, inner >>> 8, inner & 0xff, 0x00],
  ]);
}

/** True for a scheme that `plainPublicKey` reads keys of. */
export function isPlainKeyScheme(scheme: string): scheme is PlainKeyScheme {
  return Object.hasOwn(FORMS, scheme);
}

/**
 * The point or the 32 bytes inside a SubjectPublicKeyInfo, as a view of `spki`; undefined unless it is a key for
 * this scheme. With a named curve and an uncompressed point there is exactly one encoding in DER, so a comparison
 * of bytes is a complete parser: it refuses explicit curve parameters, compressed points and trailing bytes.
 */
export function plainPublicKey(scheme: PlainKeyScheme, spki: Uint8Array): Uint8Array | undefined {
  const { prefix, length, first } = FORMS[scheme];
  if (spki.length !== prefix.length + length) return undefined;
  for (let i = 0; i < prefix.length; i++) if (spki[i] !== prefix[i]) return undefined;
  const key = spki.subarray(prefix.length);
  return first === undefined || key[0] === first ? key : undefined;
}
