// Code generated from spec/dtls13/wire/session_ticket.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { SessionTicket } from '../wire/session-ticket.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitrarySessionTicket(): fc.Arbitrary<SessionTicket> {
  return make.record({
    ticket: make.bytes(0, 300),
  });
}
