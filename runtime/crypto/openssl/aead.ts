import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { aeadLengths, requireKeyLength } from '../aead-lengths.ts';
import type { Aead, AeadName } from '../provider.ts';

/** AEADs of RFC 5116 section 5 but CCM. Node needs a cipher object for each message; only the imported key is kept. */
export class OpensslAead implements Aead {
  readonly tagLength: number;
  readonly #name: AeadName;
  readonly #key: KeyObject;
  readonly #options: { readonly authTagLength: number };

  constructor(name: AeadName, key: Uint8Array) {
    requireKeyLength(name, key);
    this.#name = name;
    this.#key = createSecretKey(key);
    this.tagLength = aeadLengths(name).tagLength;
    this.#options = { authTagLength: this.tagLength };
  }

  seal(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): void {
    // The name is an AEAD's at run time; Node's overloads list its modes one by one.
    const cipher = createCipheriv(this.#name as 'aes-128-gcm', this.#key, nonce, this.#options);
    cipher.setAAD(slab.subarray(aadAt, at));
    const end = at + length;
    slab.set(cipher.update(slab.subarray(at, end)), at);
    cipher.final();
    slab.set(cipher.getAuthTag(), end);
  }

  /** Writes to the slab only where the record is authentic. */
  open(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): boolean {
    const end = at + length - this.tagLength;
    if (end < at) return false;
    const decipher = createDecipheriv(this.#name as 'aes-128-gcm', this.#key, nonce, this.#options);
    decipher.setAAD(slab.subarray(aadAt, at));
    let plaintext: Uint8Array;
    try {
      decipher.setAuthTag(slab.subarray(end, end + this.tagLength));
      plaintext = decipher.update(slab.subarray(at, end));
      decipher.final();
    } catch {
      return false;
    }
    slab.set(plaintext, at);
    return true;
  }
}
