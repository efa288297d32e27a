// Code generated from spec/dtls13/wire/ack.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { Ack, RecordNumber } from '../wire/ack.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryAck(): fc.Arbitrary<Ack> {
  return make.record({
    recordNumbers: make.list(arbitraryRecordNumber(), 0, 8),
  });
}

/** Valid values. */
export function arbitraryRecordNumber(): fc.Arbitrary<RecordNumber> {
  return make.record({
    epoch: make.integer(0, 2 ** 48 - 1),
    sequenceNumber: make.integer(0, 2 ** 48 - 1),
  });
}
