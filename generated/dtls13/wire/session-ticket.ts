// Code generated from spec/dtls13/wire/session_ticket.ksy. DO NOT EDIT.
import type { Codec, Reader, Writer } from '../../../runtime/wire/index.ts';

/** A TLS 1.2 session ticket, or a request for one. RFC 5077 section 3.2. */
export interface SessionTicket {
  /** Empty if the client has none. */
  readonly ticket: Uint8Array;
}

export const SessionTicket: Codec<SessionTicket> = {
  name: 'SessionTicket',
  decode(reader: Reader): SessionTicket {
    const ticket = reader.rest();
    return { ticket };
  },
  encode(writer: Writer, value: SessionTicket): void {
    writer.put(value.ticket, 'SessionTicket.ticket');
  },
  size(value: SessionTicket): number {
    return value.ticket.length;
  },
  validate(): void {},
};
