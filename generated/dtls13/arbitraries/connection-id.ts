// Code generated from spec/dtls13/wire/connection_id.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { ConnectionId } from '../wire/connection-id.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryConnectionId(): fc.Arbitrary<ConnectionId> {
  return make.record({
    cid: make.bytes(0, 255),
  });
}
