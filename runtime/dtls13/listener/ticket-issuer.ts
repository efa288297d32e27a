import type { TicketContents } from '../../../generated/dtls13/wire/ticket-contents.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { equalBytes } from '../../wire/index.ts';
import type { TicketFreshness } from '../handshake/handshake-context.ts';
import { sessionContextDigest } from '../handshake/psk/session-context.ts';
import type { SessionParameters } from '../handshake/psk/session-parameters.ts';
import type { IssuedTicket, TicketSource } from '../post-handshake/session-tickets.ts';
import { ticketFreshness } from './ticket-freshness.ts';
import type { TicketKeys } from './ticket-keys.ts';
import { TicketProtection } from './ticket-protection.ts';

/** No ticket is valid longer, and no session that tickets prolong; RFC 9846 section 4.7.1. */
const MAX_LIFETIME = 7 * 24 * 3600 * 1000;
/** Difference between the dates of two servers that share keys, in milliseconds. */
const CLOCK_TOLERANCE = 60_000;
/** A longer chain does not fit into a ClientHello that servers accept. */
const MAX_CHAIN = 2048;
/** As in the spec of TicketContents. */
const MAX_PSK_IDENTITY = 2048;

/** The properties of the tickets of a listener. */
export interface TicketSettings {
  /** Tickets for each connection. */
  readonly count: number;
  /** Milliseconds, at most seven days. */
  readonly lifetime: number;
  /** Bytes of early data that a client may send with a ticket; 0: none. */
  readonly maxEarlyData: number;
  /** Milliseconds; RFC 9846 section 8.3. */
  readonly earlyDataWindow: number;
  /** The settings under which clients are authenticated. */
  readonly sessionSettings: readonly Uint8Array[];
  /** The date in milliseconds since the Unix epoch. */
  readonly wallClock: (() => number) | undefined;
}

/**
 * Issues and opens the tickets of a listener; RFC 9846 section 4.7.1. A ticket is valid for its lifetime, at most until
 * seven days after the last full handshake and until the end of the client's certificate, and only under the settings
 * under which it was issued.
 */
export class TicketIssuer implements TicketSource {
  readonly count: number;
  readonly maxEarlyData: number;
  readonly #provider: CryptoProvider;
  readonly #keys: TicketKeys;
  readonly #protection: TicketProtection;
  readonly #settings: TicketSettings;

  constructor(provider: CryptoProvider, keys: TicketKeys, settings: TicketSettings) {
    this.count = settings.count;
    this.maxEarlyData = settings.maxEarlyData;
    this.#provider = provider;
    this.#keys = keys;
    this.#protection = new TicketProtection(provider, keys);
    this.#settings = settings;
  }

  issue(session: SessionParameters, psk: Uint8Array, now: number): IssuedTicket | undefined {
    if (session.pskIdentity.length > MAX_PSK_IDENTITY) return undefined;
    const chain = session.chain.map((certData) => ({ certData }));
    if (session.chain.reduce((bytes, { length }) => bytes + length, 0) > MAX_CHAIN) return undefined;
    const date = this.#date(now);
    // The time of the handshake is in the time of `now`.
    const authenticated = session.resumed ? session.authenticated : date;
    const end = Math.min(date + this.#settings.lifetime, authenticated + MAX_LIFETIME, session.notAfter);
    const lifetime = Math.floor((end - date) / 1000);
    if (lifetime <= 0) return undefined;
    const ageAdd = new Uint8Array(4);
    this.#provider.random(ageAdd);
    const ticketAgeAdd = new DataView(ageAdd.buffer).getUint32(0);
    const { cipherSuite, alpnProtocol, pskIdentity } = session;
    const { maxEarlyData } = this;
    const context = this.#sessionContext;
    const times = { issued: Math.floor(date), lifetime, authenticated: Math.floor(authenticated) };
    const parameters = { cipherSuite, context, alpnProtocol, pskIdentity, chain };
    const contents = { ...parameters, ...times, ticketAgeAdd, maxEarlyData, psk };
    return { ticket: this.#protection.seal(contents, now), lifetime, ticketAgeAdd };
  }

  /** The contents of a ticket that is valid at `now`, which belong to the caller. */
  open(ticket: Uint8Array, now: number): TicketContents | undefined {
    const contents = this.#protection.open(ticket, now);
    if (contents === undefined || this.#isValid(contents, this.#date(now))) return contents;
    contents.psk.fill(0);
    return undefined;
  }

  /** When a ClientHello with an opened ticket could have been accepted; undefined: it may be an old one. */
  freshness(ticket: TicketContents, obfuscatedTicketAge: number, now: number): TicketFreshness | undefined {
    const tolerance = this.#keys.areShared ? CLOCK_TOLERANCE : 0;
    const limits = { window: this.#settings.earlyDataWindow, tolerance };
    return ticketFreshness(ticket, obfuscatedTicketAge, this.#date(now), limits);
  }

  /** The lifetime ends before the session has lasted seven days: see `issue`. */
  #isValid({ context, issued, lifetime }: TicketContents, date: number): boolean {
    const age = date - issued;
    const isCurrent = age >= -CLOCK_TOLERANCE && age < lifetime * 1000;
    return isCurrent && equalBytes(context, this.#sessionContext);
  }

  get #sessionContext(): Uint8Array {
    return sessionContextDigest(this.#provider, this.#settings.sessionSettings);
  }

  /** Tickets under shared keys contain the date, because it is the only time that two processes have in common. */
  #date(now: number): number {
    return this.#keys.areShared ? (this.#settings.wallClock?.() ?? now) : now;
  }
}
