import { RECORD_FIELDS } from '../../runtime/crypto/provider.ts';
import { describeRecord, describeSequence } from '../../runtime/crypto/record-descriptor.ts';
import type { RecordProtection } from '../../runtime/crypto/record-protection.ts';

/** Where a record is in its slab. `length`: bytes of the body, with the tag to open it. Its number has one byte. */
export interface RecordRange {
  readonly headerAt: number;
  readonly numberAt: number;
  readonly bodyAt: number;
  readonly length: number;
}

const descriptors = new Int32Array(RECORD_FIELDS);

function describe({ headerAt, numberAt, bodyAt, length }: RecordRange, sequence: number): Int32Array {
  describeRecord(descriptors, 0, headerAt, numberAt, 1, bodyAt, length);
  describeSequence(descriptors, 0, sequence);
  return descriptors;
}

export function sealOne(keys: RecordProtection, slab: Uint8Array, range: RecordRange, sequence: number): void {
  keys.seal(slab, describe(range, sequence), 1);
}

/** Decrypts the number too, which is part of the associated data. */
export function openOne(keys: RecordProtection, slab: Uint8Array, range: RecordRange, sequence: number): boolean {
  keys.unmask(slab, describe(range, sequence), 1);
  return keys.open(slab, descriptors, 1) === 1;
}
