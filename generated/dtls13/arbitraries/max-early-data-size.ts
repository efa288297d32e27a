// Code generated from spec/dtls13/wire/max_early_data_size.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { MaxEarlyDataSize } from '../wire/max-early-data-size.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryMaxEarlyDataSize(): fc.Arbitrary<MaxEarlyDataSize> {
  return make.record({
    maxEarlyDataSize: make.integer(0, 2 ** 32 - 1),
  });
}
