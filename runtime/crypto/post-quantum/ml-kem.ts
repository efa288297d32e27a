import { ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import type { MlKem } from '../ml-kem.ts';

const PARAMETER_SETS = { 'ml-kem-768': ml_kem768, 'ml-kem-1024': ml_kem1024 } as const;
/** d and z; FIPS 203 section 7.1. */
const SEED_LENGTH = 64;
/** m; FIPS 203 section 7.2. */
const MESSAGE_LENGTH = 32;

/**
 * ML-KEM in plain JavaScript (`@noble/post-quantum`), for the option `mlKem` of a provider. It is not constant time: a
 * JavaScript engine does not guarantee that. Draws 64 bytes for a key pair, 32 for an encapsulation.
 */
export const mlKem: MlKem = {
  generateKeyPair(name, random) {
    const parameterSet = PARAMETER_SETS[name];
    const seed = new Uint8Array(SEED_LENGTH);
    random(seed);
    const { publicKey, secretKey } = parameterSet.keygen(seed);
    seed.fill(0);
    return {
      encapsulationKey: publicKey,
      decapsulate: (ciphertext) => parameterSet.decapsulate(ciphertext, secretKey),
    };
  },
  encapsulate(name, encapsulationKey, random) {
    const message = new Uint8Array(MESSAGE_LENGTH);
    random(message);
    try {
      const { cipherText, sharedSecret } = PARAMETER_SETS[name].encapsulate(encapsulationKey, message);
      return { ciphertext: cipherText, sharedSecret };
    } finally {
      message.fill(0);
    }
  },
};
