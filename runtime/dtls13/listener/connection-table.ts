import type { DtlsConnection } from '../connection/connection.ts';

/** Part of a client's random that identifies its handshake, and its offset in a ClientHello: after legacy_version. */
const RANDOM_PREFIX_BYTES = 6;
const RANDOM_OFFSET = 2;

interface TableEntry {
  readonly connection: DtlsConnection;
  readonly randomPrefix: number;
  /** The timestamp of the cookie in its ClientHello: low 32 bits of milliseconds; undefined: no cookie. */
  readonly issued: number | undefined;
  /** The earliest timestamp of the cookies that may have been sent on its path since then. */
  nextIssued: number | undefined;
}

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

/**
 * The connections of a listener by path; RFC 9147 section 5.11.
 *
 * 1. Each path has one current connection.
 * 2. If its client starts a new handshake, the path also has a pending connection.
 * 3. The pending connection replaces the current one when its client is authenticated by its Finished.
 * 4. The replaced connection is ending until its last output is sent.
 * 5. A connection that moves to a path with another connection is reached by its connection ids only.
 */
export class ConnectionTable {
  readonly #current = new Map<number, TableEntry>();
  readonly #pending = new Map<number, TableEntry>();
  /** Replaced connections whose last output and events are not delivered yet. */
  readonly #ending = new Set<DtlsConnection>();

  /** Connections that are reached by their connection ids only. */
  readonly #byIdOnly = new Map<DtlsConnection, TableEntry>();
  /** How many of them each path has: it is asked for each datagram of an unknown sender. */
  readonly #idOnlyPaths = new Map<number, number>();

  get size(): number {
    return this.#current.size + this.#pending.size + this.#byIdOnly.size + this.#ending.size;
  }

  current(path: number): DtlsConnection | undefined {
    return this.#current.get(path)?.connection;
  }

  pending(path: number): DtlsConnection | undefined {
    return this.#pending.size === 0 ? undefined : this.#pending.get(path)?.connection;
  }

  /** Whether the client of the pending connection returned a cookie, which validates its address. */
  hasValidatedPending(path: number): boolean {
    return this.#pending.get(path)?.issued !== undefined;
  }

  has(connection: DtlsConnection): boolean {
    const { path } = connection;
    if (this.current(path) === connection || this.pending(path) === connection) return true;
    return this.#byIdOnly.has(connection) || this.#ending.has(connection);
  }

  /** The connection on this path whose handshake this ClientHello belongs to. */
  withClientHello(path: number, hello: Uint8Array): DtlsConnection | undefined {
    const current = this.#current.get(path);
    if (current === undefined) return undefined;
    const randomPrefix = randomPrefixOf(hello);
    if (current.randomPrefix === randomPrefix) return current.connection;
    const pending = this.#pending.get(path);
    return pending?.randomPrefix === randomPrefix ? pending.connection : undefined;
  }

  /**
   * Whether a cookie with this timestamp is older than that of the current handshake on this path. A client that
   * started a handshake later has a newer cookie, so the ClientHello is a replay from an earlier handshake. Cookies
   * issued after the date was set back are not outdated.
   */
  isOutdated(path: number, issued: number): boolean {
    const latest = this.#latest(path);
    if (latest?.issued === undefined || !latest.connection.handshaking) return false;
    return isBefore(issued, latest.issued) && (latest.nextIssued === undefined || isBefore(issued, latest.nextIssued));
  }

  /** Registers that a cookie with this timestamp may be sent on this path. */
  cookieIssued(path: number, issued: number): void {
    const latest = this.#latest(path);
    if (latest === undefined || (latest.nextIssued !== undefined && isBefore(latest.nextIssued, issued))) return;
    latest.nextIssued = issued;
  }

  #latest(path: number): TableEntry | undefined {
    return this.#pending.get(path) ?? this.#current.get(path);
  }

  /**
   * Adds a connection that was made from `hello`, with a cookie of that timestamp. Returns the pending connection that
   * it replaces.
   */
  add(connection: DtlsConnection, hello: Uint8Array, issued: number | undefined): DtlsConnection | undefined {
    const { path } = connection;
    const entry = { connection, randomPrefix: randomPrefixOf(hello), issued, nextIssued: undefined };
    if (!this.#current.has(path)) {
      this.#current.set(path, entry);
      return undefined;
    }
    const previous = this.pending(path);
    if (previous !== undefined) this.#ending.add(previous);
    this.#pending.set(path, entry);
    return previous;
  }

  /** Makes the pending connection the current one. Returns the previous current connection. */
  promote(path: number): DtlsConnection | undefined {
    const entry = this.#pending.get(path);
    const previous = this.current(path);
    if (entry === undefined || previous === undefined) return undefined;
    this.#pending.delete(path);
    this.#current.set(path, entry);
    this.#ending.add(previous);
    return previous;
  }

  /** Removes a connection that ended. If it was the current one, the pending one takes its place. */
  remove(connection: DtlsConnection): void {
    if (this.#ending.delete(connection)) return;
    const { path } = connection;
    if (this.#byIdOnly.delete(connection)) {
      this.#countIdOnly(path, -1);
      return;
    }
    const pending = this.#pending.get(path);
    this.#pending.delete(path);
    if (pending?.connection === connection) return;
    if (pending === undefined) this.#current.delete(path);
    else this.#current.set(path, pending);
  }

  /** Registers that the connection has another path than `previous`. */
  move(connection: DtlsConnection, previous: number): void {
    const entry = this.#byIdOnly.get(connection) ?? this.#current.get(previous);
    if (entry?.connection !== connection) return;
    if (this.#byIdOnly.delete(connection)) {
      this.#countIdOnly(previous, -1);
    } else {
      const pending = this.#pending.get(previous);
      this.#pending.delete(previous);
      if (pending === undefined) this.#current.delete(previous);
      else this.#current.set(previous, pending);
    }
    if (this.#current.has(connection.path)) {
      this.#byIdOnly.set(connection, entry);
      this.#countIdOnly(connection.path, 1);
    } else {
      this.#current.set(connection.path, entry);
    }
  }

  /** Whether a connection uses this path. */
  isUsed(path: number): boolean {
    return this.#current.has(path) || this.#idOnlyPaths.has(path);
  }

  #countIdOnly(path: number, change: 1 | -1): void {
    const count = (this.#idOnlyPaths.get(path) ?? 0) + change;
    if (count === 0) this.#idOnlyPaths.delete(path);
    else this.#idOnlyPaths.set(path, count);
  }

  *connections(): Generator<DtlsConnection> {
    for (const { connection } of this.#current.values()) yield connection;
    for (const { connection } of this.#pending.values()) yield connection;
    yield* this.#byIdOnly.keys();
    yield* this.#ending;
  }
}
