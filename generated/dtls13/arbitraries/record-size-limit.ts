// Code generated from spec/dtls13/wire/record_size_limit.ksy. DO NOT EDIT.
import fc from 'fast-check';
import type { RecordSizeLimit } from '../wire/record-size-limit.ts';

/** Valid values. */
export function arbitraryRecordSizeLimit(): fc.Arbitrary<RecordSizeLimit> {
  return fc.record({
    recordSizeLimit: fc.integer({ min: 64, max: 65535 }),
  });
}
