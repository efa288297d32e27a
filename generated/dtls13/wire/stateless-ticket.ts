// Code generated from spec/dtls13/wire/stateless_ticket.ksy. DO NOT EDIT.
import { type Codec, type Reader, type Writer, wrongLength } from '../../../runtime/wire/index.ts';

/**
 * The ticket of this implementation: a TicketContents that only servers with the same ticket key can read. Servers keep
 * no state for it. RFC 9846 section 4.7.1.
 */
export interface StatelessTicket {
  /** Selects the ticket key: HKDF-Expand with SHA-256 of the key, with the info "ticket key name". */
  readonly keyName: Uint8Array;
  /**
   * Unpredictable. Each ticket has an AEAD key of its own: HKDF-Expand with SHA-256 of the ticket key, with the info
   * "ticket protection" and this salt.
   */
  readonly salt: Uint8Array;
  /** A TicketContents under AES-256-GCM with a nonce of zeros, and the tag. The first two fields are authenticated. */
  readonly encryptedContents: Uint8Array;
}

function checkStatelessTicket(value: StatelessTicket): void {
  if (value.keyName.length !== 8) throw wrongLength('StatelessTicket.key_name', value.keyName.length, 8);
  if (value.salt.length !== 32) throw wrongLength('StatelessTicket.salt', value.salt.length, 32);
}

export const StatelessTicket: Codec<StatelessTicket> = {
  name: 'StatelessTicket',
  decode(reader: Reader): StatelessTicket {
    const at = reader.reserve(40, 'StatelessTicket');
    const keyName = reader.view(at, 8);
    const salt = reader.view(at + 8, 32);
    const encryptedContents = reader.rest();
    return { keyName, salt, encryptedContents };
  },
  encode(writer: Writer, value: StatelessTicket): void {
    checkStatelessTicket(value);
    const at = writer.reserve(40, 'StatelessTicket');
    writer.set(at, value.keyName);
    writer.set(at + 8, value.salt);
    writer.put(value.encryptedContents, 'StatelessTicket.encrypted_contents');
  },
  size(value: StatelessTicket): number {
    return 40 + value.encryptedContents.length;
  },
  validate(value: StatelessTicket): void {
    checkStatelessTicket(value);
  },
};
