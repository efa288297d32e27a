import {
  type CurvePrivateKey,
  type EcAlgorithm,
  type EdAlgorithm,
  importCurvePrivateKey,
  isEdAlgorithm,
  SCHEME_OF_KEY,
} from '../private-key-info.ts';
import type { PrivateKey, SignatureSchemeName } from '../provider.ts';
import { CURVES, ECDSA } from './signature.ts';

/** A signing key of ECDSA or EdDSA. */
export class PortablePrivateKey implements PrivateKey {
  readonly signatureSchemes: readonly SignatureSchemeName[];
  readonly #key: CurvePrivateKey;

  /** Throws ConfigError unless `pkcs8` is such a key, in DER and unencrypted. */
  constructor(pkcs8: Uint8Array) {
    this.#key = importCurvePrivateKey(pkcs8, publicKeyOf);
    this.signatureSchemes = [SCHEME_OF_KEY[this.#key.algorithm]];
  }

  /** Deterministic; RFC 6979, RFC 8032. */
  sign(message: Uint8Array): Uint8Array {
    const { algorithm, key } = this.#key;
    if (isEdAlgorithm(algorithm)) return CURVES[algorithm].sign(message, key);
    return CURVES[algorithm].sign(message, key, ECDSA);
  }
}

function publicKeyOf(algorithm: EcAlgorithm | EdAlgorithm, key: Uint8Array, compressed: boolean): Uint8Array {
  return isEdAlgorithm(algorithm)
    ? CURVES[algorithm].getPublicKey(key)
    : CURVES[algorithm].getPublicKey(key, compressed);
}
