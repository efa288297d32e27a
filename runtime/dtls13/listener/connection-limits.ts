import { NO_SLOT } from '../../slab/columns.ts';
import type { DtlsConnection } from '../connection/connection.ts';
import type { Counters } from '../statistics.ts';
import type { ConnectionSlots } from './connection-slots.ts';
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
  readonly #slots: ConnectionSlots;
  readonly #prefixes: SourcePrefix;
  readonly #address: (path: number) => Uint8Array;
  readonly #counters: Counters;
  readonly #maxHandshakes: number;
  readonly #handshakes: PrefixShares;
  readonly #sessions: PrefixShares;
  /** Handshakes that the peer may have ended: an unprotected alert arrived. They give way first. */
  readonly #refused = new Set<number>();

  constructor(
    slots: ConnectionSlots,
    limits: ConnectionLimitOptions,
    prefixes: SourcePrefix,
    address: (path: number) => Uint8Array,
    counters: Counters,
  ) {
    this.#slots = slots;
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
  begin({ slot, path }: DtlsConnection, now: number): void {
    const prefix = this.#prefixOf(path);
    const evicted = this.#handshakes.full ? this.#evictionCandidate(prefix, now) : NO_SLOT;
    if (evicted !== NO_SLOT) this.#evict(evicted, now);
    this.#handshakes.add(slot, prefix, now);
  }

  /**
   * Moves a connection from the handshakes to the sessions, once. If the table is full and no session can be evicted,
   * this one ends.
   */
  complete({ slot, path }: DtlsConnection, now: number): void {
    if (!this.#handshakes.has(slot)) return;
    const prefix = this.#prefixOf(path);
    this.#handshakes.remove(slot);
    this.#refused.delete(slot);
    if (this.#sessions.full) {
      const candidate = this.#sessions.evictionCandidate(prefix, now);
      this.#evict(candidate === NO_SLOT ? slot : candidate, now);
      if (candidate === NO_SLOT) return;
    }
    this.#sessions.add(slot, prefix, now);
  }

  /** An unprotected alert arrived for this handshake: it is the first to give way when the table is full. */
  refused({ slot }: DtlsConnection): void {
    if (this.#handshakes.has(slot)) this.#refused.add(slot);
  }

  /** Counts a session with the prefix of its new path. */
  move({ slot, path }: DtlsConnection, now: number): void {
    if (!this.#sessions.has(slot)) return;
    this.#sessions.remove(slot);
    this.#sessions.add(slot, this.#prefixOf(path), now);
  }

  /** Registers an authentic record of the peer. */
  received({ slot }: DtlsConnection, now: number): void {
    this.#sessions.refresh(slot, now);
  }

  /** Removes a connection that ended. */
  remove({ slot }: DtlsConnection): void {
    this.#remove(slot);
  }

  #remove(slot: number): void {
    this.#handshakes.remove(slot);
    this.#refused.delete(slot);
    this.#sessions.remove(slot);
  }

  #evictionCandidate(prefix: string, now: number): number {
    for (const refused of this.#refused) return refused;
    return this.#handshakes.evictionCandidate(prefix, now);
  }

  #evict(slot: number, now: number): void {
    const connection = this.#slots.get(slot);
    if (connection.handshaking) this.#counters.handshakesEvicted += 1;
    else this.#counters.sessionsEvicted += 1;
    this.#remove(slot);
    connection.evict(now);
  }

  #prefixOf(path: number): string {
    return this.#prefixes.of(this.#address(path));
  }
}
