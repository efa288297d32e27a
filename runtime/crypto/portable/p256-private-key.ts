import { p256 } from '@noble/curves/nist.js';
import { importP256PrivateKey } from '../p256-private-key.ts';
import type { PrivateKey, SignatureSchemeName } from '../provider.ts';
import { ECDSA } from './signature.ts';

/** A signing key on P-256. */
export class PortablePrivateKey implements PrivateKey {
  readonly signatureSchemes: readonly SignatureSchemeName[] = ['ecdsa_secp256r1_sha256'];
  readonly #scalar: Uint8Array;

  /** Throws ConfigError unless `pkcs8` is an unencrypted P-256 key. */
  constructor(pkcs8: Uint8Array) {
    this.#scalar = importP256PrivateKey(pkcs8, p256.getPublicKey);
  }

  /** Deterministic; RFC 6979. */
  sign(message: Uint8Array): Uint8Array {
    return p256.sign(message, this.#scalar, ECDSA);
  }
}
