// Code generated from spec/dtls13/wire/unified_header.ksy. DO NOT EDIT.
import fc from 'fast-check';
import type { UnifiedHeader } from '../wire/unified-header.ts';
import { make } from './building-blocks.ts';

/** Valid values, given lenConnectionId. */
export function arbitraryUnifiedHeader(lenConnectionId: number): fc.Arbitrary<UnifiedHeader> {
  const first = make.record({
    hasSequenceNumber16: fc.boolean(),
    epochBits: fc.integer({ min: 0, max: 3 }),
    connectionId: make.optional(make.bytes(lenConnectionId, lenConnectionId)),
    length: make.optional(fc.integer({ min: 0, max: 65535 })),
  });
  return make.extended(first, (value) => ({
    sequenceNumber8: make.presentIf(!value.hasSequenceNumber16, fc.integer({ min: 0, max: 255 })),
    sequenceNumber16: make.presentIf(value.hasSequenceNumber16, fc.integer({ min: 0, max: 65535 })),
  }));
}

/** What arbitraryUnifiedHeader must be given. */
export function arbitraryUnifiedHeaderParams(): fc.Arbitrary<[lenConnectionId: number]> {
  return fc.tuple(fc.integer({ min: 0, max: 255 }));
}
