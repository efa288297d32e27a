import type { DtlsConnection } from '../connection/connection.ts';
import type { Counters } from '../statistics.ts';
import { PrefixShares } from './prefix-shares.ts';
import type { SourcePrefix } from './source-prefix.ts';

/**
 * A prefix may replace its own sessions at once: what it loses by that is its own. Where every prefix has one session, the
 * one that gives way was silent for 30 s: who has not been heard for so long counts as gone where media are sent (RFC
 * 7675 section 5.1), and games send more often.
 */
const SESSION_PROTECTION = { samePrefix: 0, otherPrefixes: 30_000 } as const;

/** How many connections a listener keeps, and who of them gives way to whom. */
export interface ConnectionLimitOptions {
  readonly maxConnections: number;
  readonly maxHandshakes: number;
  /** Milliseconds that a handshake has before it gives way to one with the same claim: a wait for an answer. */
  readonly initialTimeout: number;
}

/**
 * The two bounded tables of a listener. A connection is in the first while it is handshaking and in the second from
 * then on; a handshake never costs anybody's session, only one that is complete does. See PrefixShares for who gives way.
 */
export class ConnectionLimits {
  readonly #prefixes: SourcePrefix;
  readonly #address: (path: number) => Uint8Array;
  readonly #counters: Counters;
  readonly #maxHandshakes: number;
  readonly #handshakes: PrefixShares<DtlsConnection>;
  readonly #sessions: PrefixShares<DtlsConnection>;

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

  /** Half of the handshakes are taken: from now on it pays to ask for cookies. */
  get areHandshakesHalfFull(): boolean {
    return 2 * this.#handshakes.size >= this.#maxHandshakes;
  }

  /** Whether a handshake from there could begin now, in place of another if need be. */
  hasRoomForHandshake(path: number, now: number): boolean {
    return !this.#handshakes.full || this.#handshakes.hasRoomFor(this.#prefixOf(path), now);
  }

  /** Likewise for the session it would lead to. */
  hasRoomForSession(path: number, now: number): boolean {
    return !this.#sessions.full || this.#sessions.hasRoomFor(this.#prefixOf(path), now);
  }

  /** A handshake begins. Another one ends where there is no room; see `admitsHandshake`. */
  begin(connection: DtlsConnection, now: number): void {
    const prefix = this.#prefixOf(connection.path);
    const evicted = this.#handshakes.full ? this.#handshakes.evictionCandidate(prefix, now) : undefined;
    if (evicted !== undefined) this.#evict(evicted, now);
    this.#handshakes.add(connection, prefix, now);
  }

  /** The handshake is over, if it was not before. Where nobody has to give way to this session, it ends itself. */
  complete(connection: DtlsConnection, now: number): void {
    if (!this.#handshakes.has(connection)) return;
    const prefix = this.#prefixOf(connection.path);
    this.#handshakes.remove(connection);
    const evicted = this.#sessions.full ? (this.#sessions.evictionCandidate(prefix, now) ?? connection) : undefined;
    if (evicted !== undefined) this.#evict(evicted, now);
    if (evicted !== connection) this.#sessions.add(connection, prefix, now);
  }

  /** Something authentic came from the peer. */
  received(connection: DtlsConnection, now: number): void {
    this.#sessions.refresh(connection, now);
  }

  /** The connection does not count any more. */
  remove(connection: DtlsConnection): void {
    this.#handshakes.remove(connection);
    this.#sessions.remove(connection);
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
