// Code generated from spec/dtls13/wire/new_connection_id.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { ConnectionIdUsage } from '../registries/connection-id-usage.ts';
import type { NewConnectionId } from '../wire/new-connection-id.ts';
import { make } from './building-blocks.ts';
import { arbitraryConnectionId } from './connection-id.ts';

/** Valid values. */
export function arbitraryNewConnectionId(): fc.Arbitrary<NewConnectionId> {
  return make.record({
    cids: make.list(arbitraryConnectionId(), 0, 8),
    usage: fc.constantFrom(ConnectionIdUsage.cid_immediate, ConnectionIdUsage.cid_spare),
  });
}
