import {
  RECORD_BODY_AT,
  RECORD_BODY_LENGTH,
  RECORD_FIELDS,
  RECORD_HEADER_AT,
  RECORD_NUMBER_AT,
  RECORD_NUMBER_LENGTH,
  RECORD_SEQUENCE_HIGH,
  RECORD_SEQUENCE_LOW,
} from './provider.ts';

/** Records that the library passes to a provider in one call. */
export const MAX_RECORDS = 64;

const TWO_TO_32 = 0x1_0000_0000;

/** Sets where record `index` is in its slab. The fields are described at their constants. */
export function describeRecord(
  descriptors: Int32Array,
  index: number,
  headerAt: number,
  numberAt: number,
  numberLength: number,
  bodyAt: number,
  bodyLength: number,
): void {
  const at = RECORD_FIELDS * index;
  descriptors[at + RECORD_HEADER_AT] = headerAt;
  descriptors[at + RECORD_NUMBER_AT] = numberAt;
  descriptors[at + RECORD_NUMBER_LENGTH] = numberLength;
  descriptors[at + RECORD_BODY_AT] = bodyAt;
  descriptors[at + RECORD_BODY_LENGTH] = bodyLength;
}

/** Sets the sequence number of record `index`: 0 to 2^48-1. */
export function describeSequence(descriptors: Int32Array, index: number, sequence: number): void {
  const at = RECORD_FIELDS * index;
  descriptors[at + RECORD_SEQUENCE_HIGH] = Math.floor(sequence / TWO_TO_32);
  descriptors[at + RECORD_SEQUENCE_LOW] = sequence | 0;
}
