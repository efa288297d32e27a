import type { DtlsConnection } from './connection.ts';

/** How much of a client's random tells its ClientHellos from those of others, and where it stands: behind legacy_version. */
const MARK_BYTES = 6;
const RANDOM_AT = 2;

interface Association {
  readonly connection: DtlsConnection;
  readonly mark: number;
  /** When the cookie was made that its ClientHello brought: low 32 bits of milliseconds; undefined: it brought none. */
  readonly issued: number | undefined;
  /** The earliest time in the cookies that may have gone out on its path since then. */
  offered: number | undefined;
}

/** The beginning of a ClientHello's random, as a number: the same for both ClientHellos of a handshake. */
function markOf(hello: Uint8Array): number {
  let mark = 0;
  for (let index = 0; index < MARK_BYTES; index++) mark = mark * 256 + (hello[RANDOM_AT + index] ?? 0);
  return mark;
}

/** Compares times of which only the low 32 bits are known: they wrap like sequence numbers. */
function isBefore(time: number, other: number): boolean {
  return ((time - other) | 0) < 0;
}

/**
 * The connections of a listener by path. A path has one that lives there, its resident. A client that began anew has a
 * second one for a while, the challenger, which takes the place of the resident once it has proven itself with its
 * Finished; RFC 9147 section 5.11.
 */
export class Associations {
  readonly #residents = new Map<number, Association>();
  readonly #challengers = new Map<number, Association>();
  /** Lost their place and have not told everything yet. */
  readonly #leaving = new Set<DtlsConnection>();

  get size(): number {
    return this.#residents.size + this.#challengers.size + this.#leaving.size;
  }

  resident(path: number): DtlsConnection | undefined {
    return this.#residents.get(path)?.connection;
  }

  challenger(path: number): DtlsConnection | undefined {
    return this.#challengers.size === 0 ? undefined : this.#challengers.get(path)?.connection;
  }

  /** Whether the challenger's client brought a cookie: it is where it says it is. */
  hasProvenChallenger(path: number): boolean {
    return this.#challengers.get(path)?.issued !== undefined;
  }

  has(connection: DtlsConnection): boolean {
    const { path } = connection;
    return this.resident(path) === connection || this.challenger(path) === connection || this.#leaving.has(connection);
  }

  /** The connection on this path that came from the handshake which this ClientHello belongs to. */
  madeFrom(path: number, hello: Uint8Array): DtlsConnection | undefined {
    const resident = this.#residents.get(path);
    if (resident === undefined) return undefined;
    const mark = markOf(hello);
    if (resident.mark === mark) return resident.connection;
    const challenger = this.#challengers.get(path);
    return challenger?.mark === mark ? challenger.connection : undefined;
  }

  /**
   * Whether a cookie made then is older than that of the handshake under way on this path: who began after it has a
   * newer one, so the ClientHello is a repetition from an earlier handshake. Unless the date was set back meanwhile.
   */
  isOutdated(path: number, issued: number): boolean {
    const latest = this.#latest(path);
    if (latest?.issued === undefined || !latest.connection.handshaking) return false;
    return isBefore(issued, latest.issued) && (latest.offered === undefined || isBefore(issued, latest.offered));
  }

  /** A cookie with this time may go out on this path. */
  offer(path: number, issued: number): void {
    const latest = this.#latest(path);
    if (latest === undefined || (latest.offered !== undefined && isBefore(latest.offered, issued))) return;
    latest.offered = issued;
  }

  #latest(path: number): Association | undefined {
    return this.#challengers.get(path) ?? this.#residents.get(path);
  }

  /** A new connection, made from `hello` with a cookie of that time. Returns the challenger whose place it took. */
  add(connection: DtlsConnection, hello: Uint8Array, issued: number | undefined): DtlsConnection | undefined {
    const { path } = connection;
    const association = { connection, mark: markOf(hello), issued, offered: undefined };
    if (!this.#residents.has(path)) {
      this.#residents.set(path, association);
      return undefined;
    }
    const former = this.challenger(path);
    if (former !== undefined) this.#leaving.add(former);
    this.#challengers.set(path, association);
    return former;
  }

  /** The challenger becomes the resident. Returns the one that was. */
  succeed(path: number): DtlsConnection | undefined {
    const association = this.#challengers.get(path);
    const former = this.resident(path);
    if (association === undefined || former === undefined) return undefined;
    this.#challengers.delete(path);
    this.#residents.set(path, association);
    this.#leaving.add(former);
    return former;
  }

  /** The connection has ended. A challenger of it lives on in its place. */
  remove(connection: DtlsConnection): void {
    if (this.#leaving.delete(connection)) return;
    const { path } = connection;
    const challenger = this.#challengers.get(path);
    this.#challengers.delete(path);
    if (challenger?.connection === connection) return;
    if (challenger === undefined) this.#residents.delete(path);
    else this.#residents.set(path, challenger);
  }

  *connections(): Generator<DtlsConnection> {
    for (const { connection } of this.#residents.values()) yield connection;
    for (const { connection } of this.#challengers.values()) yield connection;
    yield* this.#leaving;
  }
}
