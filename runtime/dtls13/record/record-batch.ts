import {
  RECORD_BODY_AT,
  RECORD_BODY_LENGTH,
  RECORD_FIELDS,
  RECORD_IS_AUTHENTIC,
  RECORD_NUMBER_AT,
  RECORD_NUMBER_LENGTH,
} from '../../crypto/provider.ts';
import { describeRecord, describeSequence, MAX_RECORDS } from '../../crypto/record-descriptor.ts';
import type { RecordProtection } from '../../crypto/record-protection.ts';
import { InternalError } from '../../errors/internal-error.ts';
import type { ReplayWindow } from './replay-window.ts';
import { reconstructSequenceNumber } from './sequence-number-reconstruction.ts';

/** The value of `RECORD_IS_AUTHENTIC` before the provider sets it. */
const NOT_OPENED = -1;

/**
 * Protected records of one epoch and one slab, whose numbers and contents are decrypted in one call each (RFC 9147 sections
 * 4.2.2, 4.2.3 and 4.5).
 *
 * 1. `add` each record.
 * 2. `open` reconstructs their numbers as if all of them were authentic, and opens them.
 * 3. `take` each record in its order, with the numbers that were received before it: where they give another number than
 *    that of step 2, because a record before it was forged, the record is opened again.
 * 4. `restore` gives the records that were not taken their original bytes.
 */
export class RecordBatch {
  readonly #descriptors = new Int32Array(RECORD_FIELDS * MAX_RECORDS);
  readonly #single = new Int32Array(RECORD_FIELDS);
  /** The numbers under which the records were opened. */
  readonly #sequences = new Float64Array(MAX_RECORDS);
  #count = 0;
  #failure: { readonly cause: unknown } | undefined;

  get count(): number {
    return this.#count;
  }

  get full(): boolean {
    return this.#count === MAX_RECORDS;
  }

  clear(): void {
    this.#count = 0;
    this.#failure = undefined;
  }

  /** `numberLength`: 1 or 2 bytes. `bodyLength`: bytes with the tag, at least 16 and more than the tag. */
  add(headerAt: number, numberAt: number, numberLength: number, bodyAt: number, bodyLength: number): void {
    describeRecord(this.#descriptors, this.#count, headerAt, numberAt, numberLength, bodyAt, bodyLength);
    this.#count += 1;
  }

  bodyAt(index: number): number {
    return this.#descriptors[RECORD_FIELDS * index + RECORD_BODY_AT] as number;
  }

  /** Bytes of the body of record `index`, with the tag. */
  bodyLength(index: number): number {
    return this.#descriptors[RECORD_FIELDS * index + RECORD_BODY_LENGTH] as number;
  }

  /** Whether record `index` is authentic under the number of step 2. False after a failure of the provider. */
  isAuthentic(index: number): boolean {
    return this.#failure === undefined && this.#descriptors[RECORD_FIELDS * index + RECORD_IS_AUTHENTIC] === 1;
  }

  /** The number of step 2, which is the right one where all records before are authentic. */
  sequence(index: number): number {
    return this.#sequences[index] as number;
  }

  /** Opens the records. Never throws: a failure of the provider is thrown by `take`, for the records that it concerns. */
  open(protection: RecordProtection, slab: Uint8Array, window: ReplayWindow): void {
    const descriptors = this.#descriptors;
    const count = this.#count;
    for (let index = 0; index < count; index++) {
      descriptors[RECORD_FIELDS * index + RECORD_IS_AUTHENTIC] = NOT_OPENED;
    }
    try {
      protection.unmask(slab, descriptors, count);
      let expected = window.highest + 1;
      for (let index = 0; index < count; index++) {
        const sequence = this.#reconstruct(slab, index, expected);
        this.#sequences[index] = sequence;
        describeSequence(descriptors, index, sequence);
        if (sequence >= expected) expected = sequence + 1;
      }
      protection.open(slab, descriptors, count);
    } catch (cause) {
      this.#failure = { cause };
    }
  }

  /**
   * The number of record `index`, after `open`; -1: it is not authentic. Throws InternalError and erases this record and those
   * after it if the provider failed.
   */
  take(index: number, protection: RecordProtection, slab: Uint8Array, window: ReplayWindow): number {
    const at = RECORD_FIELDS * index;
    const state = this.#descriptors[at + RECORD_IS_AUTHENTIC];
    if (this.#failure !== undefined && (state === NOT_OPENED || index === this.#count - 1)) {
      throw this.#failed(index, slab, this.#failure.cause);
    }
    const sequence = this.#reconstruct(slab, index, window.highest + 1);
    if (sequence === this.#sequences[index]) return state === 1 ? sequence : -1;
    // Alone it would have been opened under `sequence` only.
    if (state === 1) return -1;
    const single = this.#single;
    for (let field = 0; field < RECORD_FIELDS; field++) single[field] = this.#descriptors[at + field] as number;
    describeSequence(single, 0, sequence);
    try {
      return protection.open(slab, single, 1) === 1 ? sequence : -1;
    } catch (cause) {
      throw this.#failed(index, slab, cause);
    }
  }

  /**
   * Gives the records from `index` on the bytes with which they arrived: the same plaintext, key and number give the same
   * ciphertext.
   */
  restore(index: number, protection: RecordProtection, slab: Uint8Array): void {
    const single = this.#single;
    for (let each = index; each < this.#count; each++) {
      const at = RECORD_FIELDS * each;
      for (let field = 0; field < RECORD_FIELDS; field++) single[field] = this.#descriptors[at + field] as number;
      if (single[RECORD_IS_AUTHENTIC] === 1) {
        single[RECORD_BODY_LENGTH] = (single[RECORD_BODY_LENGTH] as number) - protection.tagLength;
        protection.seal(slab, single, 1);
      } else {
        // Masking twice has no effect.
        protection.unmask(slab, single, 1);
      }
    }
  }

  /** The full number of a record, whose number in the header is decrypted. */
  #reconstruct(slab: Uint8Array, index: number, expected: number): number {
    const at = RECORD_FIELDS * index;
    const number = this.#descriptors[at + RECORD_NUMBER_AT] as number;
    const first = slab[number] as number;
    if (this.#descriptors[at + RECORD_NUMBER_LENGTH] === 1) return reconstructSequenceNumber(first, 0x100, expected);
    return reconstructSequenceNumber((first << 8) | (slab[number + 1] as number), 0x10000, expected);
  }

  #failed(index: number, slab: Uint8Array, cause: unknown): InternalError {
    for (let each = index; each < this.#count; each++) {
      const at = this.bodyAt(each);
      // These bytes may be plaintext that is not authenticated.
      slab.fill(0, at, at + this.bodyLength(each));
    }
    return new InternalError('record protection', cause);
  }
}
