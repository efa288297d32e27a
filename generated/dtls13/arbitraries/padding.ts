// Code generated from spec/dtls13/wire/padding.ksy. DO NOT EDIT.
import fc from 'fast-check';
import type { Padding } from '../wire/padding.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryPadding(): fc.Arbitrary<Padding> {
  return fc.record({
    padding: make.bytes(0, 300),
  });
}
