// Code generated from spec/dtls13/wire/request_connection_id.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { RequestConnectionId } from '../wire/request-connection-id.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryRequestConnectionId(): fc.Arbitrary<RequestConnectionId> {
  return make.record({
    requestedCids: make.integer(0, 255),
  });
}
