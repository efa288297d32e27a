import { loadAddon, type NativeAddon } from '../../native/addon.ts';
import { nativeError } from '../../native/native-error.ts';

/** A key inside the addon, freed with the object. */
export type NativeKey = object & { readonly nativeKey: unique symbol };

/**
 * The functions of the addon for single keys. Numbers name algorithms (`algorithms.ts`). Arrays are borrowed for the
 * call; results are written into the last ones, which have the length of the result.
 */
export interface KeyFunctions {
  hmac(hash: number, key: Uint8Array, data: Uint8Array, target: Uint8Array): void;
  hkdfExpand(hash: number, secret: Uint8Array, info: Uint8Array, target: Uint8Array): void;
  /** `target`: the key, the iv and the key of the record number mask. `prefix`: 0 for `dtls13`, 1 for `tls13 `. */
  trafficKeys(hash: number, secret: Uint8Array, prefix: number, ivLength: number, target: Uint8Array): void;
  hasKeyAlgorithm(algorithm: number): boolean;
  generateKey(algorithm: number, share: Uint8Array): NativeKey;
  /** A number or a seed; undefined where it is out of range. */
  importPrivateKey(algorithm: number, scalar: Uint8Array): NativeKey | undefined;
  /** False where the number is out of range. */
  publicKeyOf(algorithm: number, scalar: Uint8Array, compressed: boolean, target: Uint8Array): boolean;
  /** False for a share that is not valid. */
  agree(algorithm: number, key: NativeKey, share: Uint8Array, secret: Uint8Array): boolean;
  /** False for a share that is not valid. */
  respond(algorithm: number, clientShare: Uint8Array, share: Uint8Array, secret: Uint8Array): boolean;
  /** False for a key that is not valid. */
  encapsulate(algorithm: number, encapsulationKey: Uint8Array, ciphertext: Uint8Array, secret: Uint8Array): boolean;
  /** False for a ciphertext of another length. */
  decapsulate(key: NativeKey, ciphertext: Uint8Array, secret: Uint8Array): boolean;
  /** RSA or ML-DSA; undefined for anything else. */
  importPkcs8(pkcs8: Uint8Array): NativeKey | undefined;
  isUsableRsa(scheme: number, key: NativeKey): boolean;
  /** The length of the signature; 0 where the key cannot sign with the scheme. `target` has `LONGEST_SIGNATURE` bytes. */
  sign(scheme: number, key: NativeKey, message: Uint8Array, target: Uint8Array): number;
  /** `publicKey`: a point or its like. Not of RSA. */
  verify(scheme: number, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** A SubjectPublicKeyInfo of RSA; undefined for anything else. */
  importRsaKey(spki: Uint8Array): NativeKey | undefined;
  /** With a public key, or the public part of a private one. */
  verifyByKey(scheme: number, key: NativeKey, message: Uint8Array, signature: Uint8Array): boolean;
  random(target: Uint8Array): void;
  equal(a: Uint8Array, b: Uint8Array): boolean;
}

/**
 * The functions of the addon for records. `keys[keysAt, keysAt + KEY_BLOCK_LENGTH)` is a block of keys, and `id` a
 * number that no other block ever has. They throw the addon's errors: `nativeError` turns these into errors of the library.
 */
export interface RecordFunctions {
  /** Contexts that are kept. */
  readonly recordContexts: number;
  hasAead(aead: number): boolean;
  sealRecords(
    keys: Uint8Array,
    keysAt: number,
    id: number,
    aead: number,
    slab: Uint8Array,
    descriptors: Int32Array,
    count: number,
    content?: Uint8Array,
    spans?: Int32Array,
  ): void;
  unmaskRecords(
    keys: Uint8Array,
    keysAt: number,
    id: number,
    aead: number,
    slab: Uint8Array,
    descriptors: Int32Array,
    count: number,
  ): void;
  openRecords(
    keys: Uint8Array,
    keysAt: number,
    id: number,
    aead: number,
    slab: Uint8Array,
    descriptors: Int32Array,
    count: number,
  ): number;
  sealOne(
    keys: Uint8Array,
    keysAt: number,
    id: number,
    aead: number,
    nonce: Uint8Array,
    slab: Uint8Array,
    aadAt: number,
    at: number,
    length: number,
  ): void;
  openOne(
    keys: Uint8Array,
    keysAt: number,
    id: number,
    aead: number,
    nonce: Uint8Array,
    slab: Uint8Array,
    aadAt: number,
    at: number,
    length: number,
  ): boolean;
  maskOne(
    keys: Uint8Array,
    keysAt: number,
    id: number,
    aead: number,
    slab: Uint8Array,
    sampleAt: number,
    target: Uint8Array,
  ): void;
  /** Frees and overwrites the contexts of a block. */
  forgetKeys(id: number): void;
}

/** The addon with the functions for cryptography. */
export type CryptoAddon = NativeAddon & RecordFunctions & KeyFunctions;

/** The addon of the package, or the one at `path`. Throws AddonError where it cannot be used. */
export function loadCryptoAddon(path: string | undefined): CryptoAddon {
  // The addon has the version of this file.
  return loadAddon(path) as CryptoAddon;
}

/** The functions for keys, throwing errors of the library. */
export function keyFunctions(addon: KeyFunctions): KeyFunctions {
  return {
    hmac: guarded(addon.hmac),
    hkdfExpand: guarded(addon.hkdfExpand),
    trafficKeys: guarded(addon.trafficKeys),
    hasKeyAlgorithm: guarded(addon.hasKeyAlgorithm),
    generateKey: guarded(addon.generateKey),
    importPrivateKey: guarded(addon.importPrivateKey),
    publicKeyOf: guarded(addon.publicKeyOf),
    agree: guarded(addon.agree),
    respond: guarded(addon.respond),
    encapsulate: guarded(addon.encapsulate),
    decapsulate: guarded(addon.decapsulate),
    importPkcs8: guarded(addon.importPkcs8),
    isUsableRsa: guarded(addon.isUsableRsa),
    sign: guarded(addon.sign),
    verify: guarded(addon.verify),
    importRsaKey: guarded(addon.importRsaKey),
    verifyByKey: guarded(addon.verifyByKey),
    random: guarded(addon.random),
    equal: guarded(addon.equal),
  };
}

function guarded<Arguments extends readonly unknown[], Result>(
  call: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      throw nativeError(error);
    }
  };
}
