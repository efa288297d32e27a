import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { aeadLengths, requireKeyLength } from '../aead-lengths.ts';
import type { CcmName } from '../ccm-name.ts';
import type { Aead } from '../provider.ts';

/**
 * AES-CCM; RFC 3610, RFC 6655 section 6.1. The length of the plaintext is part of the first block, so OpenSSL must know
 * it before the associated data, and takes all of the plaintext in one call.
 */
export class OpensslCcm implements Aead {
  readonly tagLength: number;
  readonly #key: KeyObject;
  readonly #options: { readonly authTagLength: number };
  /** For the plaintext of the current record; reused. */
  readonly #aadOptions = { plaintextLength: 0 };

  constructor(name: CcmName, key: Uint8Array) {
    requireKeyLength(name, key);
    this.#key = createSecretKey(key);
    this.tagLength = aeadLengths(name).tagLength;
    this.#options = { authTagLength: this.tagLength };
  }

  seal(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): void {
    const cipher = createCipheriv('aes-128-ccm', this.#key, nonce, this.#options);
    this.#aadOptions.plaintextLength = length;
    cipher.setAAD(slab.subarray(aadAt, at), this.#aadOptions);
    const end = at + length;
    slab.set(cipher.update(slab.subarray(at, end)), at);
    cipher.final();
    slab.set(cipher.getAuthTag(), end);
  }

  /** Writes to the slab only where the record is authentic. */
  open(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): boolean {
    const end = at + length - this.tagLength;
    if (end < at) return false;
    const decipher = createDecipheriv('aes-128-ccm', this.#key, nonce, this.#options);
    let plaintext: Uint8Array;
    try {
      decipher.setAuthTag(slab.subarray(end, end + this.tagLength));
      this.#aadOptions.plaintextLength = end - at;
      decipher.setAAD(slab.subarray(aadAt, at), this.#aadOptions);
      plaintext = decipher.update(slab.subarray(at, end));
      decipher.final();
    } catch {
      return false;
    }
    slab.set(plaintext, at);
    return true;
  }
}
