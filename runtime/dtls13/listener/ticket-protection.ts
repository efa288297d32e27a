import { StatelessTicket } from '../../../generated/dtls13/wire/stateless-ticket.ts';
import { TicketContents } from '../../../generated/dtls13/wire/ticket-contents.ts';
import { hkdfExpand } from '../../crypto/hkdf.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { WireError } from '../../errors/wire-error.ts';
import { decodeAll, encodeToBytes, equalBytes } from '../../wire/index.ts';
import type { TicketKeys } from './ticket-keys.ts';

const AEAD = 'aes-256-gcm';
const KEY_BYTES = 32;
const SALT_BYTES = 32;
const TAG_BYTES = 16;
/** Key name and salt, which are authenticated. */
const HEADER_BYTES = 8 + SALT_BYTES;
/** Each ticket has a key of its own. */
const NONCE = new Uint8Array(12);
const INFO = new TextEncoder().encode('ticket protection');

/**
 * Encrypts and decrypts tickets; RFC 9846 section 4.7.1. Every server with the same keys can open them, and none keeps
 * state. Each ticket is encrypted with a key that is derived from the ticket key and a random salt, so that the number
 * of tickets of one ticket key is not limited by the AEAD.
 */
export class TicketProtection {
  readonly #provider: CryptoProvider;
  readonly #keys: TicketKeys;

  constructor(provider: CryptoProvider, keys: TicketKeys) {
    this.#provider = provider;
    this.#keys = keys;
  }

  /** The ticket, in a fresh array. `now`: the time of the keys, in milliseconds. */
  seal(contents: TicketContents, now: number): Uint8Array {
    const { name, key } = this.#keys.newest(now);
    const salt = new Uint8Array(SALT_BYTES);
    this.#provider.random(salt);
    const size = TicketContents.size(contents);
    const plaintext = encodeToBytes(TicketContents, contents);
    const encryptedContents = new Uint8Array(size + TAG_BYTES);
    encryptedContents.set(plaintext);
    plaintext.fill(0);
    const ticket = encodeToBytes(StatelessTicket, { keyName: name, salt, encryptedContents });
    encryptedContents.fill(0);
    this.#withKey(key, salt, (ticketKey) => {
      this.#provider.aead(AEAD, ticketKey).seal(NONCE, ticket, 0, HEADER_BYTES, size);
    });
    return ticket;
  }

  /**
   * The contents of a ticket, which belong to the caller; undefined: no key opens it. Whether the ticket is still valid
   * is not checked. Borrows `ticket` for the call.
   */
  open(ticket: Uint8Array, now: number): TicketContents | undefined {
    if (ticket.length <= HEADER_BYTES + TAG_BYTES) return undefined;
    const { keyName, salt } = decodeAll(StatelessTicket, ticket);
    const found = this.#keys.accepted(now).find(({ name }) => equalBytes(name, keyName));
    if (found === undefined) return undefined;
    // Not slice(): that of a Buffer shares its memory, which would be decrypted in place.
    const slab = new Uint8Array(ticket);
    const isAuthentic = this.#withKey(found.key, salt, (ticketKey) =>
      this.#provider.aead(AEAD, ticketKey).open(NONCE, slab, 0, HEADER_BYTES, slab.length - HEADER_BYTES),
    );
    return isAuthentic ? decodeContents(slab.subarray(HEADER_BYTES, slab.length - TAG_BYTES)) : undefined;
  }

  #withKey<T>(key: Uint8Array, salt: Uint8Array, use: (ticketKey: Uint8Array) => T): T {
    const info = new Uint8Array(INFO.length + salt.length);
    info.set(INFO);
    info.set(salt, INFO.length);
    const ticketKey = hkdfExpand(this.#provider, 'sha256', key, info, KEY_BYTES);
    try {
      return use(ticketKey);
    } finally {
      ticketKey.fill(0);
    }
  }
}

/** Another version of this program may have sealed the ticket in another format. */
function decodeContents(bytes: Uint8Array): TicketContents | undefined {
  try {
    return decodeAll(TicketContents, bytes);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
