import type { DtlsConnection } from '../connection/connection.ts';

/** How much of a client's random tells its ClientHellos from those of others, and where it stands: behind legacy_version. */
const RANDOM_PREFIX_BYTES = 6;
const RANDOM_OFFSET = 2;

interface TableEntry {
  readonly connection: DtlsConnection;
  readonly randomPrefix: number;
  /** When the cookie was made that its ClientHello brought: low 32 bits of milliseconds; undefined: it brought none. */
  readonly issued: number | undefined;
  /** The earliest time in the cookies that may have gone out on its path since then. */
  nextIssued: number | undefined;
}

/** The beginning of a ClientHello's random, as a number: the same for both ClientHellos of a handshake. */
function randomPrefixOf(hello: Uint8Array): number {
  let prefix = 0;
  for (let index = 0; index < RANDOM_PREFIX_BYTES; index++) prefix = prefix * 256 + (hello[RANDOM_OFFSET + index] ?? 0);
  return prefix;
}

/** Compares times of which only the low 32 bits are known: they wrap like sequence numbers. */
function isBefore(time: number, other: number): boolean {
  return ((time - other) | 0) < 0;
}

/**
 * The connections of a listener by path. A path has one that lives there, its current. A client that began anew has a
 * second one for a while, the pending, which takes the place of the current once it has proven itself with its
 * Finished; RFC 9147 section 5.11.
 */
export class ConnectionTable {
  readonly #current = new Map<number, TableEntry>();
  readonly #pending = new Map<number, TableEntry>();
  /** Lost their place and have not told everything yet. */
  readonly #ending = new Set<DtlsConnection>();

  get size(): number {
    return this.#current.size + this.#pending.size + this.#ending.size;
  }

  current(path: number): DtlsConnection | undefined {
    return this.#current.get(path)?.connection;
  }

  pending(path: number): DtlsConnection | undefined {
    return this.#pending.size === 0 ? undefined : this.#pending.get(path)?.connection;
  }

  /** Whether the pending's client brought a cookie: it is where it says it is. */
  hasValidatedPending(path: number): boolean {
    return this.#pending.get(path)?.issued !== undefined;
  }

  has(connection: DtlsConnection): boolean {
    const { path } = connection;
    return this.current(path) === connection || this.pending(path) === connection || this.#ending.has(connection);
  }

  /** The connection on this path that came from the handshake which this ClientHello belongs to. */
  withClientHello(path: number, hello: Uint8Array): DtlsConnection | undefined {
    const current = this.#current.get(path);
    if (current === undefined) return undefined;
    const randomPrefix = randomPrefixOf(hello);
    if (current.randomPrefix === randomPrefix) return current.connection;
    const pending = this.#pending.get(path);
    return pending?.randomPrefix === randomPrefix ? pending.connection : undefined;
  }

  /**
   * Whether a cookie made then is older than that of the handshake under way on this path: who began after it has a
   * newer one, so the ClientHello is a repetition from an earlier handshake. Unless the date was set back meanwhile.
   */
  isOutdated(path: number, issued: number): boolean {
    const latest = this.#latest(path);
    if (latest?.issued === undefined || !latest.connection.handshaking) return false;
    return isBefore(issued, latest.issued) && (latest.nextIssued === undefined || isBefore(issued, latest.nextIssued));
  }

  /** A cookie with this time may go out on this path. */
  cookieIssued(path: number, issued: number): void {
    const latest = this.#latest(path);
    if (latest === undefined || (latest.nextIssued !== undefined && isBefore(latest.nextIssued, issued))) return;
    latest.nextIssued = issued;
  }

  #latest(path: number): TableEntry | undefined {
    return this.#pending.get(path) ?? this.#current.get(path);
  }

  /** A new connection, made from `hello` with a cookie of that time. Returns the pending whose place it took. */
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

  /** The pending becomes the current. Returns the one that was. */
  promote(path: number): DtlsConnection | undefined {
    const entry = this.#pending.get(path);
    const previous = this.current(path);
    if (entry === undefined || previous === undefined) return undefined;
    this.#pending.delete(path);
    this.#current.set(path, entry);
    this.#ending.add(previous);
    return previous;
  }

  /** The connection has ended. A pending of it lives on in its place. */
  remove(connection: DtlsConnection): void {
    if (this.#ending.delete(connection)) return;
    const { path } = connection;
    const pending = this.#pending.get(path);
    this.#pending.delete(path);
    if (pending?.connection === connection) return;
    if (pending === undefined) this.#current.delete(path);
    else this.#current.set(path, pending);
  }

  *connections(): Generator<DtlsConnection> {
    for (const { connection } of this.#current.values()) yield connection;
    for (const { connection } of this.#pending.values()) yield connection;
    yield* this.#ending;
  }
}
