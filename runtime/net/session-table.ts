import type { Connection } from '../dtls13/endpoint.ts';
import { adopt, type DtlsSession, retainAddress } from './dtls-session.ts';
import { type CompletedHandshake, HandshakeResults, type SecureEvent } from './handshake-results.ts';

/**
 * The sessions of an endpoint: the objects of those connections that have one, and the result of each handshake that was completed
 * while the endpoint was open. `hostNumber` of the connection is the number of the result.
 */
export class SessionTable {
  readonly #make: (connection: Connection) => DtlsSession;
  readonly #objects = new Map<Connection, DtlsSession>();
  readonly #results = new HandshakeResults();
  /** Connections with a result that have not ended. */
  #open = 0;

  /** `make`: makes the object of a connection. */
  constructor(make: (connection: Connection) => DtlsSession) {
    this.#make = make;
  }

  /** Sessions whose handshake was completed while the endpoint was open, and that have not ended. */
  get open(): number {
    let count = this.#open;
    // Listeners of its end are called before it is removed.
    for (const [of, session] of this.#objects) if (session.destroyed && this.isOpen(of)) count--;
    return count;
  }

  /** Session objects. */
  get objects(): number {
    return this.#objects.size;
  }

  /** The object of a connection; undefined: it has none. */
  find(of: Connection): DtlsSession | undefined {
    return this.#objects.get(of);
  }

  /** The handshake was completed while the endpoint was open. */
  isOpen(of: Connection): boolean {
    return of.hostNumber > 0;
  }

  /** The object of a connection, made if there is none. */
  create(of: Connection): DtlsSession {
    const known = this.#objects.get(of);
    if (known !== undefined) return known;
    const session = this.#make(of);
    this.#objects.set(of, session);
    return session;
  }

  /** The handshake of a connection is complete. Returns what its session gets, also after the end of the connection. */
  complete(of: Connection, event: SecureEvent): CompletedHandshake {
    this.#open++;
    of.hostNumber = this.#results.add(event);
    return this.#result(of);
  }

  /** The object of a connection whose handshake was completed without one. `awaitsDrain`: see `DtlsSession`. */
  adopt(of: Connection, awaitsDrain: boolean): DtlsSession {
    const session = this.create(of);
    session[adopt](this.#result(of), awaitsDrain);
    return session;
  }

  /** The connection has ended. */
  remove(of: Connection): void {
    if (this.isOpen(of)) this.#open--;
    // Another client may get its path.
    this.#objects.get(of)?.[retainAddress]();
    this.#objects.delete(of);
    this.#results.release(of.hostNumber);
    of.hostNumber = 0;
  }

  /** Calls `begin` with each object whose handshake is complete. */
  forEachOpen(begin: (session: DtlsSession) => void): void {
    for (const [of, session] of this.#objects) if (this.isOpen(of)) begin(session);
  }

  /** The endpoint has ended. Returns the objects, which it owned. */
  clear(): readonly DtlsSession[] {
    const sessions = [...this.#objects.values()];
    this.#objects.clear();
    this.#open = 0;
    return sessions;
  }

  #result(of: Connection): CompletedHandshake {
    return this.#results.get(of.hostNumber) as CompletedHandshake;
  }
}
