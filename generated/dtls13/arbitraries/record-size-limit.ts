// Code generated from spec/dtls13/wire/record_size_limit.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { RecordSizeLimit } from '../wire/record-size-limit.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryRecordSizeLimit(): fc.Arbitrary<RecordSizeLimit> {
  return make.record({
    recordSizeLimit: make.integer(64, 65535),
  });
}
