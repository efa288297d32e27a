import {
  type CryptoProvider,
  RECORD_BODY_AT,
  RECORD_BODY_LENGTH,
  RECORD_FIELDS,
  RECORD_HEADER_AT,
  RECORD_NUMBER_AT,
  RECORD_NUMBER_LENGTH,
  RECORD_SEQUENCE_HIGH,
  RECORD_SEQUENCE_LOW,
  type RecordCipher,
} from 'wirechart/crypto';
import { HEADER, protectionKeys, TAG } from './protected-record.ts';

/** Records in a batch, as many as one buffer for UDP GSO has. */
export const BATCH = 32;

/** Equal records in one slab, which a RecordCipher seals and opens in one call. */
export class RecordBatch {
  readonly slab: Uint8Array;
  readonly #clear: Uint8Array;
  readonly #sealed: Uint8Array;
  readonly #descriptors = new Int32Array(BATCH * RECORD_FIELDS);
  readonly #cipher: RecordCipher;
  readonly #length: number;

  /** `length`: bytes of the body without the tag. The provider must have `recordCipher`. */
  constructor(provider: CryptoProvider, length: number) {
    const cipher = provider.recordCipher?.('aes-128-gcm', protectionKeys);
    if (cipher === undefined) throw new Error(`${provider.name} protects no batches`);
    this.#cipher = cipher;
    this.#length = length;
    const stride = HEADER + length + TAG;
    this.slab = new Uint8Array(BATCH * stride).fill(1);
    for (let index = 0; index < BATCH; index++) {
      this.slab.set([0x2f, 0, 7, 0, 0], index * stride);
      this.#describe(index, index * stride);
    }
    this.#clear = this.slab.slice();
    this.seal();
    this.#sealed = this.slab.slice();
    this.open();
    if (!this.slab.subarray(0, HEADER + length).every((byte, at) => byte === this.#clear[at])) {
      throw new Error('an opened record differs: nothing is measured');
    }
  }

  /** The headers are written again, because their numbers must be in clear. */
  seal(): void {
    const stride = HEADER + this.#length + TAG;
    for (let at = 0; at < this.slab.length; at += stride) {
      this.slab[at + 1] = 0;
      this.slab[at + 2] = 7;
    }
    this.#setLengths(this.#length);
    this.#cipher.seal(this.slab, this.#descriptors, BATCH);
  }

  /** With a copy of the sealed records, because records are opened in place. Throws where one is not authentic. */
  open(): void {
    this.slab.set(this.#sealed ?? this.slab);
    this.#setLengths(this.#length + TAG);
    this.#cipher.unmask(this.slab, this.#descriptors, BATCH);
    const count = this.#cipher.open(this.slab, this.#descriptors, BATCH);
    if (count !== BATCH) throw new Error(`${BATCH - count} records are not authentic`);
  }

  #describe(index: number, at: number): void {
    const field = index * RECORD_FIELDS;
    this.#descriptors[field + RECORD_HEADER_AT] = at;
    this.#descriptors[field + RECORD_NUMBER_AT] = at + 1;
    this.#descriptors[field + RECORD_NUMBER_LENGTH] = 2;
    this.#descriptors[field + RECORD_BODY_AT] = at + HEADER;
    this.#descriptors[field + RECORD_SEQUENCE_HIGH] = 0;
    this.#descriptors[field + RECORD_SEQUENCE_LOW] = 7;
  }

  #setLengths(length: number): void {
    for (let index = 0; index < BATCH; index++) this.#descriptors[index * RECORD_FIELDS + RECORD_BODY_LENGTH] = length;
  }
}
