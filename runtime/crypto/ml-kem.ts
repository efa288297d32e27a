/** Parameter sets of FIPS 203 section 8. */
export type MlKemName = 'ml-kem-768' | 'ml-kem-1024';

/** Fills `target` with unpredictable bytes, or, seeded in a test, with predictable ones. */
export type RandomSource = (target: Uint8Array) => void;

/** A key pair of ML-KEM; the decapsulation key never leaves the implementation. */
export interface MlKemKeyPair {
  /** Owned by the caller. */
  readonly encapsulationKey: Uint8Array;
  /**
   * The shared secret, 32 bytes in a fresh array; FIPS 203 section 7.3. A ciphertext that was changed gives another
   * secret. Throws for a ciphertext of the wrong length.
   */
  decapsulate(ciphertext: Uint8Array): Uint8Array;
}

/** The result of an encapsulation. Both arrays are fresh and owned by the caller. */
export interface MlKemEncapsulation {
  readonly ciphertext: Uint8Array;
  /** 32 bytes. */
  readonly sharedSecret: Uint8Array;
}

/**
 * ML-KEM, FIPS 203. `wirechart/crypto/post-quantum` is an implementation for runtimes whose `node:crypto` has none.
 * Randomness is drawn from `random`; an implementation with its own may ignore it.
 */
export interface MlKem {
  generateKeyPair(name: MlKemName, random: RandomSource): MlKemKeyPair;
  /** Throws for a key of the wrong length or with a coefficient that is not reduced; FIPS 203 section 7.2. */
  encapsulate(name: MlKemName, encapsulationKey: Uint8Array, random: RandomSource): MlKemEncapsulation;
}

/** FIPS 203 table 3, in bytes. */
const LENGTHS: Readonly<Record<MlKemName, { readonly encapsulationKey: number; readonly ciphertext: number }>> = {
  'ml-kem-768': { encapsulationKey: 1184, ciphertext: 1088 },
  'ml-kem-1024': { encapsulationKey: 1568, ciphertext: 1568 },
};

/** Bytes of an encapsulation key. */
export function encapsulationKeyLength(name: MlKemName): number {
  return LENGTHS[name].encapsulationKey;
}

/** Bytes of a ciphertext. */
export function ciphertextLength(name: MlKemName): number {
  return LENGTHS[name].ciphertext;
}
