import { ed448 } from '@noble/curves/ed448.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import type { SignatureSchemeName } from '../provider.ts';
import { isPlainKeyScheme, plainPublicKey } from '../subject-public-key-info.ts';

/** ECDSA with the hash of the curve. Either value of s is valid in TLS. */
export const ECDSA = { format: 'der', prehash: true, lowS: false } as const;
/** The strict rules of RFC 8032, as in OpenSSL. */
const EDDSA = { zip215: false } as const;

/** The curves of signatures. */
export const CURVES = { secp256r1: p256, secp384r1: p384, secp521r1: p521, ed25519, ed448 } as const;

/**
 * Schemes of RFC 9846 section 4.3.3. False for malformed input, for a key of another kind than the scheme's,
 * and for an unsupported scheme; never throws.
 */
export function portableVerify(
  scheme: SignatureSchemeName,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!isPlainKeyScheme(scheme)) return false;
  const key = plainPublicKey(scheme, publicKey);
  if (key === undefined) return false;
  try {
    switch (scheme) {
      case 'ecdsa_secp256r1_sha256':
        return p256.verify(signature, message, key, ECDSA);
      case 'ecdsa_secp384r1_sha384':
        return p384.verify(signature, message, key, ECDSA);
      case 'ecdsa_secp521r1_sha512':
        return p521.verify(signature, message, key, ECDSA);
      case 'ed25519':
        return ed25519.verify(signature, message, key, EDDSA);
      case 'ed448':
        return ed448.verify(signature, message, key, EDDSA);
      default:
        return false;
    }
  } catch {
    return false;
  }
}
