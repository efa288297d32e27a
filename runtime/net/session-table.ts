import type { Connection } from '../dtls13/endpoint.ts';
import { adopt, type DtlsSession } from './dtls-session.ts';
import { type CompletedHandshake, HandshakeResults, type SecureEvent } from './handshake-results.ts';

/** A session object. */
export interface SessionEntry {
  readonly session: DtlsSession;
  /** The handshake was completed while the endpoint was open. */
  opened: boolean;
}

/**
 * The sessions of an endpoint. A connection has a session object, or after its handshake only the result of it: `hostNumber` of the
 * connection is the number of the result.
 */
export class SessionTable {
  readonly #make: (connection: Connection) => DtlsSession;
  readonly #entries = new Map<Connection, SessionEntry>();
  /** Those of connections without an object. */
  readonly #results = new HandshakeResults();
  #open = 0;

  /** `make`: makes the object of a connection. */
  constructor(make: (connection: Connection) => DtlsSession) {
    this.#make = make;
  }

  /** Sessions whose handshake was completed while the endpoint was open, and that have not ended. */
  get open(): number {
    let count = this.#open;
    // Listeners of its end are called before it is removed.
    for (const { session, opened } of this.#entries.values()) if (opened && session.destroyed) count--;
    return count;
  }

  /** Session objects. */
  get objects(): number {
    return this.#entries.size;
  }

  /** The object of a connection; undefined: it has none. */
  find(of: Connection): SessionEntry | undefined {
    return this.#entries.get(of);
  }

  isOpen(of: Connection): boolean {
    return this.#entries.get(of)?.opened ?? of.hostNumber > 0;
  }

  /** The object of a connection, made if there is none. Its handshake is not complete. */
  create(of: Connection): SessionEntry {
    const known = this.#entries.get(of);
    if (known !== undefined) return known;
    const entry = { session: this.#make(of), opened: false };
    this.#entries.set(of, entry);
    return entry;
  }

  /** The handshake of a connection is complete. Returns its session; undefined: it has no object, and needs none. */
  complete(of: Connection, event: SecureEvent, needsObject: boolean): DtlsSession | undefined {
    this.#open++;
    const entry = needsObject ? this.create(of) : this.#entries.get(of);
    if (entry === undefined) of.hostNumber = this.#results.add(event);
    else entry.opened = true;
    return entry?.session;
  }

  /** The object of a connection whose handshake was completed without one. `awaitsDrain`: see `DtlsSession`. */
  adopt(of: Connection, awaitsDrain: boolean): DtlsSession {
    const entry = this.create(of);
    entry.opened = true;
    entry.session[adopt](this.#results.get(of.hostNumber) as CompletedHandshake, awaitsDrain);
    return entry.session;
  }

  /** The connection has ended. */
  remove(of: Connection): void {
    if (this.isOpen(of)) this.#open--;
    this.#entries.delete(of);
    this.#results.release(of.hostNumber);
    of.hostNumber = 0;
  }

  /** Calls `begin` with each object whose handshake is complete. */
  forEachOpen(begin: (session: DtlsSession) => void): void {
    for (const { session, opened } of this.#entries.values()) if (opened) begin(session);
  }

  /** The endpoint has ended. Returns the objects, which it owned. */
  clear(): readonly DtlsSession[] {
    const sessions = [...this.#entries.values()].map(({ session }) => session);
    this.#entries.clear();
    this.#open = 0;
    return sessions;
  }
}
