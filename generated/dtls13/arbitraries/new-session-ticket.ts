// Code generated from spec/dtls13/wire/new_session_ticket.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import type { NewSessionTicket } from '../wire/new-session-ticket.ts';
import { NewSessionTicketExtension } from '../wire/new-session-ticket-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryNewSessionTicketExtension } from './new-session-ticket-extension.ts';

/** Valid values. */
export function arbitraryNewSessionTicket(): fc.Arbitrary<NewSessionTicket> {
  return make.record({
    ticketLifetime: make.integer(0, 2 ** 32 - 1),
    ticketAgeAdd: make.integer(0, 2 ** 32 - 1),
    ticketNonce: make.bytes(0, 255),
    ticket: make.bytes(1, 300),
    extensions: make.list(arbitraryNewSessionTicketExtension(), 0, 8, NewSessionTicketExtension.extensionType),
  });
}
