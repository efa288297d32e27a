import { NO_SLOT, withSlot } from '../../slab/columns.ts';
import { SlotMap } from '../../slab/slot-map.ts';

/** Part of a client's random that identifies its handshake, and its offset in a ClientHello: after legacy_version. */
const RANDOM_PREFIX_BYTES = 6;
const RANDOM_OFFSET = 2;

/** The first bytes of a ClientHello's random as a number. Both ClientHellos of a handshake have the same. */
function randomPrefixOf(hello: Uint8Array): number {
  let prefix = 0;
  for (let index = 0; index < RANDOM_PREFIX_BYTES; index++) prefix = prefix * 256 + (hello[RANDOM_OFFSET + index] ?? 0);
  return prefix;
}

/** Compares times of which only the low 32 bits are known: they wrap around like sequence numbers. */
function isBefore(time: number, other: number): boolean {
  return ((time - other) | 0) < 0;
}

/** Where a connection is in the table. */
const Place = { none: 0, current: 1, pending: 2, byIdOnly: 3, ending: 4 } as const;

/** The cookies of a handshake: low 32 bits of milliseconds. */
interface CookieTimes {
  /** The timestamp of the cookie in its ClientHello; undefined: no cookie. */
  readonly issued: number | undefined;
  /** The earliest timestamp of the cookies that may have been sent on its path since then. */
  nextIssued: number | undefined;
}

/**
 * The slots of a listener's connections by path; RFC 9147 section 5.11.
 *
 * 1. Each path has one current connection.
 * 2. If its client starts a new handshake, the path also has a pending connection.
 * 3. The pending connection replaces the current one when its client is authenticated by its Finished.
 * 4. The replaced connection is ending until its last output is sent.
 * 5. A connection that moves to a path with another connection is reached by its connection ids only.
 *
 * Methods return NO_SLOT where there is no such connection.
 */
export class ConnectionTable {
  readonly #current = new SlotMap();
  readonly #pending = new Map<number, number>();
  /** How many connections that are reached by their ids only each path has: asked for each datagram of an unknown sender. */
  readonly #idOnlyPaths = new Map<number, number>();
  // For each slot.
  #places = new Uint8Array(0);
  #paths = new Int32Array(0);
  #randomPrefixes = new Float64Array(0);
  /** Of the unfinished handshakes. */
  readonly #cookies = new Map<number, CookieTimes>();

  current(path: number): number {
    return this.#current.get(path);
  }

  pending(path: number): number {
    return this.#pending.size === 0 ? NO_SLOT : (this.#pending.get(path) ?? NO_SLOT);
  }

  /** Whether the client of the pending connection returned a cookie, which validates its address. */
  hasValidatedPending(path: number): boolean {
    return this.#cookies.get(this.pending(path))?.issued !== undefined;
  }

  has(slot: number): boolean {
    return slot < this.#places.length && this.#places[slot] !== Place.none;
  }

  /** The connection on this path whose handshake this ClientHello belongs to. */
  withClientHello(path: number, hello: Uint8Array): number {
    const randomPrefix = randomPrefixOf(hello);
    for (const slot of [this.current(path), this.pending(path)]) {
      if (slot !== NO_SLOT && this.#randomPrefixes[slot] === randomPrefix) return slot;
    }
    return NO_SLOT;
  }

  /**
   * Whether a cookie with this timestamp is older than that of the unfinished handshake on this path. A client that
   * started a handshake later has a newer cookie, so the ClientHello is a replay from an earlier handshake. Cookies
   * issued after the date was set back are not outdated.
   */
  isOutdated(path: number, issued: number): boolean {
    const latest = this.#cookies.get(this.#latest(path));
    if (latest?.issued === undefined) return false;
    return isBefore(issued, latest.issued) && (latest.nextIssued === undefined || isBefore(issued, latest.nextIssued));
  }

  /** Registers that a cookie with this timestamp may be sent on this path. */
  cookieIssued(path: number, issued: number): void {
    const latest = this.#cookies.get(this.#latest(path));
    if (latest === undefined || (latest.nextIssued !== undefined && isBefore(latest.nextIssued, issued))) return;
    latest.nextIssued = issued;
  }

  #latest(path: number): number {
    const pending = this.pending(path);
    return pending === NO_SLOT ? this.current(path) : pending;
  }

  /**
   * Adds a connection that was made from `hello`, with a cookie of that timestamp. Returns the pending connection that
   * it replaces.
   */
  add(slot: number, path: number, hello: Uint8Array, issued: number | undefined): number {
    this.#places = withSlot(this.#places, slot);
    this.#paths = withSlot(this.#paths, slot);
    this.#randomPrefixes = withSlot(this.#randomPrefixes, slot);
    this.#paths[slot] = path;
    this.#randomPrefixes[slot] = randomPrefixOf(hello);
    this.#cookies.set(slot, { issued, nextIssued: undefined });
    if (!this.#current.has(path)) {
      this.#setCurrent(path, slot);
      return NO_SLOT;
    }
    const previous = this.pending(path);
    if (previous !== NO_SLOT) this.#places[previous] = Place.ending;
    this.#pending.set(path, slot);
    this.#places[slot] = Place.pending;
    return previous;
  }

  /** The handshake of a connection is complete: no cookie can restart it. */
  handshakeCompleted(slot: number): void {
    this.#cookies.delete(slot);
  }

  /** Makes the pending connection the current one. Returns the previous current connection. */
  promote(path: number): number {
    const pending = this.pending(path);
    const previous = this.current(path);
    if (pending === NO_SLOT || previous === NO_SLOT) return NO_SLOT;
    this.#pending.delete(path);
    this.#setCurrent(path, pending);
    this.#places[previous] = Place.ending;
    return previous;
  }

  /** Removes a connection that ended. If it was the current one, the pending one takes its place. */
  remove(slot: number): void {
    const path = this.#paths[slot] as number;
    const place = this.#places[slot];
    this.#cookies.delete(slot);
    this.#places[slot] = Place.none;
    if (place === Place.current) this.#leave(path);
    else if (place === Place.pending) this.#pending.delete(path);
    else if (place === Place.byIdOnly) this.#countIdOnly(path, -1);
  }

  /** Registers that the connection has the path `path` now. */
  move(slot: number, path: number): void {
    const place = this.#places[slot];
    if (place !== Place.current && place !== Place.byIdOnly) return;
    const previous = this.#paths[slot] as number;
    if (place === Place.byIdOnly) this.#countIdOnly(previous, -1);
    else this.#leave(previous);
    this.#paths[slot] = path;
    if (this.#current.has(path)) {
      this.#places[slot] = Place.byIdOnly;
      this.#countIdOnly(path, 1);
    } else {
      this.#setCurrent(path, slot);
    }
  }

  /** Whether a connection uses this path. */
  isUsed(path: number): boolean {
    return this.#current.has(path) || this.#idOnlyPaths.has(path);
  }

  /** The path loses its current connection. The pending one, if there is one, takes its place. */
  #leave(path: number): void {
    const pending = this.pending(path);
    this.#pending.delete(path);
    if (pending === NO_SLOT) this.#current.delete(path);
    else this.#setCurrent(path, pending);
  }

  #setCurrent(path: number, slot: number): void {
    this.#current.set(path, slot);
    this.#places[slot] = Place.current;
  }

  #countIdOnly(path: number, change: 1 | -1): void {
    const count = (this.#idOnlyPaths.get(path) ?? 0) + change;
    if (count === 0) this.#idOnlyPaths.delete(path);
    else this.#idOnlyPaths.set(path, count);
  }
}
