// Code generated from spec/dtls13/wire/new_session_ticket.ksy. DO NOT EDIT.
import {
  type Codec,
  outOfRange,
  type Reader,
  requireDistinct,
  requireDistinctTags,
  totalSize,
  type Writer,
} from '../../../runtime/wire/index.ts';
import { NewSessionTicketExtension } from './new-session-ticket-extension.ts';

/** Gives a client a ticket with which it can resume the session. RFC 9846 section 4.7.1. */
export interface NewSessionTicket {
  /** Seconds; at most 604800, which is seven days. */
  readonly ticketLifetime: number;
  /** Added to the ticket's age to obscure it. */
  readonly ticketAgeAdd: number;
  /** Input to the derivation of this ticket's PSK. */
  readonly ticketNonce: Uint8Array;
  /** The PSK's identity. Opaque to the client. */
  readonly ticket: Uint8Array;
  readonly extensions: readonly NewSessionTicketExtension[];
}

function checkNewSessionTicket(value: NewSessionTicket): void {
  if (value.ticketLifetime >>> 0 !== value.ticketLifetime) {
    throw outOfRange('NewSessionTicket.ticket_lifetime', value.ticketLifetime, 0, 2 ** 32 - 1);
  }
  if (value.ticketAgeAdd >>> 0 !== value.ticketAgeAdd) {
    throw outOfRange('NewSessionTicket.ticket_age_add', value.ticketAgeAdd, 0, 2 ** 32 - 1);
  }
  if (value.ticketNonce.length > 255) {
    throw outOfRange('NewSessionTicket.ticket_nonce', value.ticketNonce.length, 0, 255);
  }
  if (value.ticket.length < 1 || value.ticket.length > 65535) {
    throw outOfRange('NewSessionTicket.ticket', value.ticket.length, 1, 65535);
  }
  requireDistinct(value.extensions, NewSessionTicketExtension.extensionType, 'NewSessionTicket.extensions');
}

export const NewSessionTicket: Codec<NewSessionTicket> = {
  name: 'NewSessionTicket',
  decode(reader: Reader): NewSessionTicket {
    const at = reader.reserve(9, 'NewSessionTicket');
    const ticketLifetime = reader.uint32(at);
    const ticketAgeAdd = reader.uint32(at + 4);
    const lenTicketNonce = reader.uint8(at + 8);
    const ticketNonce = reader.slice(lenTicketNonce, 'NewSessionTicket.ticket_nonce');
    const ticket = reader.opaque16('NewSessionTicket.ticket', 1, 65535);
    const lenExtensions = reader.uint16(reader.reserve(2, 'NewSessionTicket.extensions'));
    const extensionsEnd = reader.enter(lenExtensions, 'NewSessionTicket.extensions');
    const extensions: NewSessionTicketExtension[] = [];
    const extensionTypes: number[] = [];
    while (reader.remaining > 0) {
      const itemAt = reader.position;
      extensions.push(NewSessionTicketExtension.decode(reader));
      extensionTypes.push(reader.uint16(itemAt));
    }
    reader.leave(extensionsEnd, 'NewSessionTicket.extensions');
    requireDistinctTags(extensionTypes, 'NewSessionTicket.extensions');
    return { ticketLifetime, ticketAgeAdd, ticketNonce, ticket, extensions };
  },
  encode(writer: Writer, value: NewSessionTicket): void {
    checkNewSessionTicket(value);
    const at = writer.reserve(9, 'NewSessionTicket');
    writer.uint32(at, value.ticketLifetime);
    writer.uint32(at + 4, value.ticketAgeAdd);
    writer.uint8(at + 8, value.ticketNonce.length);
    writer.put(value.ticketNonce, 'NewSessionTicket.ticket_nonce');
    writer.uint16(writer.reserve(2, 'NewSessionTicket.ticket'), value.ticket.length);
    writer.put(value.ticket, 'NewSessionTicket.ticket');
    const at2 = writer.reserve(2, 'NewSessionTicket.extensions');
    const extensionsAt = writer.position;
    for (const item of value.extensions) NewSessionTicketExtension.encode(writer, item);
    const extensionsSize = writer.position - extensionsAt;
    if (extensionsSize > 65535) throw outOfRange('NewSessionTicket.extensions', extensionsSize, 0, 65535);
    writer.uint16(at2, extensionsSize);
  },
  size(value: NewSessionTicket): number {
    return 13 + value.ticketNonce.length + value.ticket.length + totalSize(value.extensions, NewSessionTicketExtension);
  },
  validate(value: NewSessionTicket): void {
    checkNewSessionTicket(value);
    for (const item of value.extensions) NewSessionTicketExtension.validate(item);
    const extensionsSize = totalSize(value.extensions, NewSessionTicketExtension);
    if (extensionsSize > 65535) throw outOfRange('NewSessionTicket.extensions', extensionsSize, 0, 65535);
  },
};
