// Code generated from spec/dtls13/wire/unified_header.ksy. DO NOT EDIT.
import fc from 'fast-check';
import type { UnifiedHeader } from '../wire/unified-header.ts';
import { make } from './building-blocks.ts';

/** Valid values, given lenConnectionId. */
export function arbitraryUnifiedHeader(lenConnectionId: number): fc.Arbitrary<UnifiedHeader> {
  const first = make.record({
    hasSequenceNumber16: fc.boolean(),
    epochBits: make.integer(0, 3),
    connectionId: make.optional(make.bytes(lenConnectionId, lenConnectionId)),
    length: make.optional(make.integer(0, 65535)),
  });
  return make.extended(first, (value) => ({
    sequenceNumber8: make.presentIf(!value.hasSequenceNumber16, make.integer(0, 255)),
    sequenceNumber16: make.presentIf(value.hasSequenceNumber16, make.integer(0, 65535)),
  }));
}

/** What arbitraryUnifiedHeader must be given. */
export function arbitraryUnifiedHeaderParams(): fc.Arbitrary<[lenConnectionId: number]> {
  return fc.tuple(make.integer(0, 255));
}
