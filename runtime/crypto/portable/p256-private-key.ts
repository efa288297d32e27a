import { p256 } from '@noble/curves/nist.js';
import { ConfigError } from '../../errors/config-error.ts';
import { readP256PrivateKeyInfo } from '../p256-private-key-info.ts';
import { P256_POINT_LENGTH } from '../p256-public-key.ts';
import type { PrivateKey, SignatureSchemeName } from '../provider.ts';
import { constantTimeEqual } from './constant-time-equal.ts';

/** TLS signs with SHA-256 here and does not care about the size of s. */
const ECDSA = { format: 'der', prehash: true, lowS: false } as const;

/** A signing key on P-256. */
export class PortablePrivateKey implements PrivateKey {
  readonly signatureSchemes: readonly SignatureSchemeName[] = ['ecdsa_secp256r1_sha256'];
  readonly #scalar: Uint8Array;

  /** Throws ConfigError unless `pkcs8` is an unencrypted P-256 key. */
  constructor(pkcs8: Uint8Array) {
    this.#scalar = p256ScalarOf(pkcs8);
  }

  /** Deterministic; RFC 6979. */
  sign(message: Uint8Array): Uint8Array {
    return p256.sign(message, this.#scalar, ECDSA);
  }
}

/** The number behind the key, once it is known to be one. The result is a fresh array. */
function p256ScalarOf(pkcs8: Uint8Array): Uint8Array {
  const info = readP256PrivateKeyInfo(pkcs8);
  const scalar = Uint8Array.from(info.scalar);
  if (!p256.utils.isValidSecretKey(scalar))
    throw new ConfigError('privateKey', 'its number is outside the curve order');
  if (info.publicKey !== undefined) {
    const derived = p256.getPublicKey(scalar, info.publicKey.length !== P256_POINT_LENGTH);
    if (!constantTimeEqual(info.publicKey, derived)) {
      throw new ConfigError('privateKey', 'the public key stored with it belongs to another key');
    }
  }
  return scalar;
}
