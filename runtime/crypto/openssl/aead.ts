import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { aeadLengths, requireKeyLength } from '../aead-lengths.ts';
import type { Aead, AeadName } from '../provider.ts';

/** AEADs of RFC 5116 section 5 but CCM. Node needs a cipher object for each message; only the imported key is kept. */
export class OpensslAead implements Aead {
  readonly tagLength: number;
  readonly #name: AeadName;
  readonly #key: KeyObject;
  readonly #options: { readonly authTagLength: number };
  /** Copies of a header and of a tag: a copy of a few bytes takes less time than a view of the slab. */
  #header = new Uint8Array(0);
  readonly #tag: Uint8Array;

  constructor(name: AeadName, key: Uint8Array) {
    requireKeyLength(name, key);
    this.#name = name;
    this.#key = createSecretKey(key);
    this.tagLength = aeadLengths(name).tagLength;
    this.#options = { authTagLength: this.tagLength };
    this.#tag = new Uint8Array(this.tagLength);
  }

  seal(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): void {
    // The name is an AEAD's at run time; Node's overloads list its modes one by one.
    const cipher = createCipheriv(this.#name as 'aes-128-gcm', this.#key, nonce, this.#options);
    cipher.setAAD(this.#headerOf(slab, aadAt, at));
    const end = at + length;
    slab.set(cipher.update(slab.subarray(at, end)), at);
    cipher.final();
    const tag = cipher.getAuthTag();
    for (let index = 0; index < tag.length; index++) slab[end + index] = tag[index] as number;
  }

  /** Writes to the slab only where the record is authentic. */
  open(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): boolean {
    const end = at + length - this.tagLength;
    if (end < at) return false;
    const decipher = createDecipheriv(this.#name as 'aes-128-gcm', this.#key, nonce, this.#options);
    decipher.setAAD(this.#headerOf(slab, aadAt, at));
    let plaintext: Uint8Array;
    const tag = this.#tag;
    for (let index = 0; index < tag.length; index++) tag[index] = slab[end + index] as number;
    try {
      decipher.setAuthTag(tag);
      plaintext = decipher.update(slab.subarray(at, end));
      decipher.final();
    } catch {
      return false;
    }
    slab.set(plaintext, at);
    return true;
  }

  /** The associated data `slab[from, to)`, until the next call. Headers of one direction mostly have one length. */
  #headerOf(slab: Uint8Array, from: number, to: number): Uint8Array {
    const length = to - from;
    if (this.#header.length !== length) this.#header = new Uint8Array(length);
    const header = this.#header;
    for (let index = 0; index < length; index++) header[index] = slab[from + index] as number;
    return header;
  }
}
