import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { aeadLengths, requireKeyLength } from '../aead-lengths.ts';
import type { Aead, AeadName } from '../provider.ts';

/**
 * AEADs of RFC 5116 section 5. The library expands the key for each record, so only the key is kept.
 */
export class PortableAead implements Aead {
  readonly tagLength: number;
  readonly #cipher: typeof gcm | typeof chacha20poly1305;
  readonly #key: Uint8Array;

  constructor(name: AeadName, key: Uint8Array) {
    requireKeyLength(name, key);
    this.tagLength = aeadLengths(name).tagLength;
    this.#cipher = name === 'chacha20-poly1305' ? chacha20poly1305 : gcm;
    this.#key = Uint8Array.from(key);
  }

  seal(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): void {
    const cipher = this.#cipher(this.#key, nonce, slab.subarray(aadAt, at));
    slab.set(cipher.encrypt(slab.subarray(at, at + length)), at);
  }

  /** Writes to the slab only where the record is authentic. */
  open(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): boolean {
    if (length < this.tagLength) return false;
    const cipher = this.#cipher(this.#key, nonce, slab.subarray(aadAt, at));
    try {
      slab.set(cipher.decrypt(slab.subarray(at, at + length)), at);
      return true;
    } catch {
      return false;
    }
  }
}
