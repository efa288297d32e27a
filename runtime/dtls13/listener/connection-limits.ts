import type { DtlsConnection } from '../connection/connection.ts';
import type { Counters } from '../statistics.ts';
import { PrefixShares } from './prefix-shares.ts';
import type { SourcePrefix } from './source-prefix.ts';

/**
 * A new session may replace one of its own prefix at once, as only that prefix loses by it. If every prefix has one
 * session, the replaced one was silent for 30 s: without a message for that time, consent to receive media expires (RFC
 * 7675 section 5.1), and games send more often.
 */
const SESSION_PROTECTION = { samePrefix: 0, otherPrefixes: 30_000 } as const;

/** Capacity of the two tables, and the protection of handshakes. */
export interface ConnectionLimitOptions {
  readonly maxConnections: number;
  readonly maxHandshakes: number;
  /**
   * Milliseconds for which a handshake is protected from one of equal priority: the time in which a client responds.
   */
  readonly initialTimeout: number;
}

/**
 * The two bounded tables of a listener. A connection is in `#handshakes` until the client is authenticated, then in
 * `#sessions`. A new handshake can evict a handshake, but never a session; only a complete handshake can evict a
 * session. `PrefixShares` selects the evicted one.
 */
export class ConnectionLimits {
  readonly #prefixes: SourcePrefix;
  readonly #address: (path: number) => Uint8Array;
  readonly #counters: Counters;
  readonly #maxHandshakes: number;
  readonly #handshakes: PrefixShares<DtlsConnection>;
  readonly #sessions: PrefixShares<DtlsConnection>;
  /** Handshakes that the peer may have ended: an unprotected alert arrived. They give way first. */
  readonly #refused = new Set<DtlsConnection>();

  constructor(
    limits: ConnectionLimitOptions,
    prefixes: SourcePrefix,
    address: (path: number) => Uint8Array,
    counters: Counters,
  ) {
    this.#prefixes = prefixes;
    this.#address = address;
    this.#counters = counters;
    this.#maxHandshakes = limits.maxHandshakes;
    this.#handshakes = new PrefixShares(limits.maxHandshakes, {
      samePrefix: limits.initialTimeout,
      otherPrefixes: limits.initialTimeout,
    });
    this.#sessions = new PrefixShares(limits.maxConnections, SESSION_PROTECTION);
  }

  /** At least half of the handshake table is in use: from then on cookies are required. */
  get areHandshakesHalfFull(): boolean {
    return 2 * this.#handshakes.size >= this.#maxHandshakes;
  }

  /** Whether a handshake from this path can start now, by eviction of another if necessary. */
  hasRoomForHandshake(path: number, now: number): boolean {
    return !this.#handshakes.full || this.#refused.size > 0 || this.#handshakes.hasRoomFor(this.#prefixOf(path), now);
  }

  /** Whether the session of this path could be added now, by eviction of another if necessary. */
  hasRoomForSession(path: number, now: number): boolean {
    return !this.#sessions.full || this.#sessions.hasRoomFor(this.#prefixOf(path), now);
  }

  /** Adds a handshake, and evicts another if the table is full; see `hasRoomForHandshake`. */
  begin(connection: DtlsConnection, now: number): void {
    const prefix = this.#prefixOf(connection.path);
    const evicted = this.#handshakes.full ? this.#evictionCandidate(prefix, now) : undefined;
    if (evicted !== undefined) this.#evict(evicted, now);
    this.#handshakes.add(connection, prefix, now);
  }

  /**
   * Moves a connection from the handshakes to the sessions, once. If the table is full and no session can be evicted,
   * this one ends.
   */
  complete(connection: DtlsConnection, now: number): void {
    if (!this.#handshakes.has(connection)) return;
    const prefix = this.#prefixOf(connection.path);
    this.#handshakes.remove(connection);
    this.#refused.delete(connection);
    const evicted = this.#sessions.full ? (this.#sessions.evictionCandidate(prefix, now) ?? connection) : undefined;
    if (evicted !== undefined) this.#evict(evicted, now);
    if (evicted !== connection) this.#sessions.add(connection, prefix, now);
  }

  /** An unprotected alert arrived for this handshake: it is the first to give way when the table is full. */
  refused(connection: DtlsConnection): void {
    if (this.#handshakes.has(connection)) this.#refused.add(connection);
  }

  /** Counts a session with the prefix of its new path. */
  move(connection: DtlsConnection, now: number): void {
    if (!this.#sessions.has(connection)) return;
    this.#sessions.remove(connection);
    this.#sessions.add(connection, this.#prefixOf(connection.path), now);
  }

  /** Registers an authentic record of the peer. */
  received(connection: DtlsConnection, now: number): void {
    this.#sessions.refresh(connection, now);
  }

  /** Removes a connection that ended. */
  remove(connection: DtlsConnection): void {
    this.#handshakes.remove(connection);
    this.#refused.delete(connection);
    this.#sessions.remove(connection);
  }

  #evictionCandidate(prefix: string, now: number): DtlsConnection | undefined {
    for (const refused of this.#refused) return refused;
    return this.#handshakes.evictionCandidate(prefix, now);
  }

  #evict(connection: DtlsConnection, now: number): void {
    if (connection.handshaking) this.#counters.handshakesEvicted += 1;
    else this.#counters.sessionsEvicted += 1;
    this.remove(connection);
    connection.evict(now);
  }

  #prefixOf(path: number): string {
    return this.#prefixes.of(this.#address(path));
  }
}
