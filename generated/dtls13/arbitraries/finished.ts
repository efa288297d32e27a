// Code generated from spec/dtls13/wire/finished.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { Finished } from '../wire/finished.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryFinished(): fc.Arbitrary<Finished> {
  return make.record({
    verifyData: make.bytes(0, 300),
  });
}
