// Code generated from spec/dtls13/wire/max_early_data_size.ksy. DO NOT EDIT.
import fc from 'fast-check';
import type { MaxEarlyDataSize } from '../wire/max-early-data-size.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryMaxEarlyDataSize(): fc.Arbitrary<MaxEarlyDataSize> {
  return make.record({
    maxEarlyDataSize: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  });
}
