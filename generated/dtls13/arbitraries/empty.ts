// Code generated from spec/dtls13/wire/empty.ksy. DO NOT EDIT.
import fc from 'fast-check';
import type { Empty } from '../wire/empty.ts';

/** Valid values. */
export function arbitraryEmpty(): fc.Arbitrary<Empty> {
  return fc.constant<Empty>({});
}
