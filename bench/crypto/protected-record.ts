import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { Aead, CryptoProvider, RecordNumberMask } from 'wirechart/crypto';

/** Bytes of the header before the body, as `bench/bulk/c/record.h` has it. */
export const HEADER = 5;
export const TAG = 16;
const NUMBER_AT = 1;

/** Key, nonce and record number key of the benchmarks. */
const key = new Uint8Array(16).fill(1);
export const nonce = new Uint8Array(12).fill(3);
const recordNumberKey = new Uint8Array(16).fill(2);

/** The same for a RecordCipher. */
export const protectionKeys = { key, iv: nonce, recordNumberKey };

/** One record in a slab of its own, and the same record sealed. */
export class ProtectedRecord {
  readonly slab: Uint8Array;
  readonly length: number;
  readonly #sealed: Uint8Array;
  readonly #mask = new Uint8Array(2);

  /** `length`: bytes of the body without the tag. */
  constructor(length: number) {
    this.length = length;
    this.slab = new Uint8Array(HEADER + length + TAG).fill(1);
    this.slab.set([0x2f, 0, 7, 0, 0]);
    this.#sealed = this.slab.slice();
  }

  /** Keeps the sealed record, for `restore`. */
  keep(): void {
    this.#sealed.set(this.slab);
  }

  /** Writes the sealed record into the slab, because it is opened in place. */
  restore(): void {
    this.slab.set(this.#sealed);
  }

  seal(aead: Aead, mask: RecordNumberMask | undefined): void {
    aead.seal(nonce, this.slab, 0, HEADER, this.length);
    if (mask !== undefined) this.#maskNumber(mask);
  }

  /** Throws where the record is not authentic. */
  open(aead: Aead, mask: RecordNumberMask | undefined): void {
    this.restore();
    if (mask !== undefined) this.#maskNumber(mask);
    if (!aead.open(nonce, this.slab, 0, HEADER, this.length + TAG)) throw new Error('a record is not authentic');
  }

  #maskNumber(mask: RecordNumberMask): void {
    mask.mask(this.slab, HEADER, this.#mask);
    this.slab[NUMBER_AT] = (this.slab[NUMBER_AT] ?? 0) ^ (this.#mask[0] ?? 0);
    this.slab[NUMBER_AT + 1] = (this.slab[NUMBER_AT + 1] ?? 0) ^ (this.#mask[1] ?? 0);
  }
}

/** AEAD and mask of a provider with the keys of the benchmarks. */
export function protection(provider: CryptoProvider): { readonly aead: Aead; readonly mask: RecordNumberMask } {
  return {
    aead: provider.aead('aes-128-gcm', key),
    mask: provider.recordNumberMask('aes-128-gcm', recordNumberKey),
  };
}

/** The same work as `Aead.seal` and `Aead.open` for AES-128-GCM, written directly on node:crypto. */
export class DirectAead {
  readonly #key: KeyObject = createSecretKey(key);
  readonly #header = new Uint8Array(HEADER);
  readonly #tag = new Uint8Array(TAG);

  seal(slab: Uint8Array, length: number): void {
    const end = HEADER + length;
    const cipher = createCipheriv('aes-128-gcm', this.#key, nonce, { authTagLength: TAG });
    for (let index = 0; index < HEADER; index++) this.#header[index] = slab[index] as number;
    cipher.setAAD(this.#header);
    slab.set(cipher.update(slab.subarray(HEADER, end)), HEADER);
    cipher.final();
    const tag = cipher.getAuthTag();
    for (let index = 0; index < TAG; index++) slab[end + index] = tag[index] as number;
  }

  open(slab: Uint8Array, length: number): void {
    const end = HEADER + length;
    const decipher = createDecipheriv('aes-128-gcm', this.#key, nonce, { authTagLength: TAG });
    for (let index = 0; index < HEADER; index++) this.#header[index] = slab[index] as number;
    decipher.setAAD(this.#header);
    for (let index = 0; index < TAG; index++) this.#tag[index] = slab[end + index] as number;
    decipher.setAuthTag(this.#tag);
    const plaintext = decipher.update(slab.subarray(HEADER, end));
    decipher.final();
    slab.set(plaintext, HEADER);
  }
}
