// Code generated from spec/dtls13/registries/signature_scheme.ksy. DO NOT EDIT.
import { nameOf } from '../../../runtime/wire/index.ts';

/**
 * Signature algorithms with their hash and, for ECDSA, their curve. RFC 9846 section 4.3.3. Taken from: IANA "TLS
 * SignatureScheme", 2026-11-21.
 */
export const SignatureScheme = {
  /** RFC 9846 section 4.3.3. */
  rsa_pkcs1_sha256: 0x0401,
  /** RFC 9846 section 4.3.3. */
  rsa_pkcs1_sha384: 0x0501,
  /** RFC 9846 section 4.3.3. */
  rsa_pkcs1_sha512: 0x0601,
  /** RFC 9846 section 4.3.3. */
  ecdsa_secp256r1_sha256: 0x0403,
  /** RFC 9846 section 4.3.3. */
  ecdsa_secp384r1_sha384: 0x0503,
  /** RFC 9846 section 4.3.3. */
  ecdsa_secp521r1_sha512: 0x0603,
  /** RFC 9846 section 4.3.3. */
  rsa_pss_rsae_sha256: 0x0804,
  /** RFC 9846 section 4.3.3. */
  rsa_pss_rsae_sha384: 0x0805,
  /** RFC 9846 section 4.3.3. */
  rsa_pss_rsae_sha512: 0x0806,
  /** RFC 9846 section 4.3.3. */
  ed25519: 0x0807,
  /** RFC 9846 section 4.3.3. */
  ed448: 0x0808,
  /** RFC 9846 section 4.3.3. */
  rsa_pss_pss_sha256: 0x0809,
  /** RFC 9846 section 4.3.3. */
  rsa_pss_pss_sha384: 0x080a,
  /** RFC 9846 section 4.3.3. */
  rsa_pss_pss_sha512: 0x080b,
  /** RFC 9846 section 4.3.3. */
  rsa_pkcs1_sha1: 0x0201,
  /** RFC 9846 section 4.3.3. */
  ecdsa_sha1: 0x0203,
  /** RFC 9846 section 4.3.3. */
  dsa_sha1_RESERVED: 0x0202,
  /** RFC 9846 section 4.3.3. */
  dsa_sha256_RESERVED: 0x0402,
  /** RFC 9846 section 4.3.3. */
  dsa_sha384_RESERVED: 0x0502,
  /** RFC 9846 section 4.3.3. */
  dsa_sha512_RESERVED: 0x0602,
  /** RFC 9963. */
  rsa_pkcs1_sha256_legacy: 0x0420,
  /** RFC 9963. */
  rsa_pkcs1_sha384_legacy: 0x0520,
  /** RFC 9963. */
  rsa_pkcs1_sha512_legacy: 0x0620,
  /** RFC 8998 section 2. */
  sm2sig_sm3: 0x0708,
  /** RFC 8734 section 4. */
  ecdsa_brainpoolP256r1tls13_sha256: 0x081a,
  /** RFC 8734 section 4. */
  ecdsa_brainpoolP384r1tls13_sha384: 0x081b,
  /** RFC 8734 section 4. */
  ecdsa_brainpoolP512r1tls13_sha512: 0x081c,
  /** draft-ietf-tls-mldsa. */
  mldsa44: 0x0904,
  /** draft-ietf-tls-mldsa. */
  mldsa65: 0x0905,
  /** draft-ietf-tls-mldsa. */
  mldsa87: 0x0906,
} as const;

/** A registered code point, or any other number: decoding keeps unknown ones. */
export type SignatureScheme = (typeof SignatureScheme)[keyof typeof SignatureScheme] | (number & Record<never, never>);

/** The registered name, or `unknown (0x..)`. For logs and messages. */
export function signatureSchemeName(value: number): string {
  return nameOf(SignatureScheme, value);
}
