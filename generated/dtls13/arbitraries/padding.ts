// Code generated from spec/dtls13/wire/padding.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { Padding } from '../wire/padding.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryPadding(): fc.Arbitrary<Padding> {
  return make.record({
    padding: make.bytes(0, 300),
  });
}
