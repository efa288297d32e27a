// Code generated from spec/dtls13/wire/offered_psks.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { OfferedPsks, PskBinderEntry, PskIdentity } from '../wire/offered-psks.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryOfferedPsks(): fc.Arbitrary<OfferedPsks> {
  return make.record({
    identities: make.list(arbitraryPskIdentity(), 1, 8),
    binders: make.list(arbitraryPskBinderEntry(), 1, 8),
  });
}

/** Valid values. */
export function arbitraryPskIdentity(): fc.Arbitrary<PskIdentity> {
  return make.record({
    identity: make.bytes(1, 300),
    obfuscatedTicketAge: make.integer(0, 2 ** 32 - 1),
  });
}

/** Valid values. */
export function arbitraryPskBinderEntry(): fc.Arbitrary<PskBinderEntry> {
  return make.record({
    binder: make.bytes(32, 255),
  });
}
