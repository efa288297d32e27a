import { canonicalAddress, type SocketAddress } from './address.ts';

interface Path {
  readonly number: number;
  readonly key: string;
  readonly remote: SocketAddress;
  readonly canonical: Uint8Array;
  /** Sessions of the path. A path without any may be evicted. */
  sessions: number;
}

/**
 * Small numbers for remote addresses. An idle path, one without a session, has a number too, because an answer needs an
 * address; at the limit the idle path that was used least recently is evicted.
 */
export class PathTable {
  readonly #capacity: number;
  readonly #maxIdle: number;
  readonly #heldChanged: (remote: SocketAddress, isHeld: boolean) => void;
  /** Least recently used first. */
  readonly #idle = new Map<string, Path>();
  readonly #held = new Map<string, Path>();
  /** The last address that `held` got, and its path: datagrams come in runs. */
  #lastRemote: SocketAddress | undefined;
  #lastHeld: Path | undefined;
  readonly #byNumber: (Path | undefined)[] = [];
  /** Numbers that were used and are free again. */
  readonly #spare: number[] = [];

  /**
   * `capacity`: all paths. `maxIdle`: paths without a session. `heldChanged`: an address has a session now, or its last one has
   * ended.
   */
  constructor(
    capacity: number,
    maxIdle: number,
    heldChanged: (remote: SocketAddress, isHeld: boolean) => void = () => {},
  ) {
    this.#capacity = capacity;
    this.#maxIdle = maxIdle;
    this.#heldChanged = heldChanged;
  }

  get size(): number {
    return this.#idle.size + this.#held.size;
  }

  /** The number of an address, a new one if needed; undefined when every path has a session. */
  open(address: string, family: 'IPv4' | 'IPv6', port: number): number | undefined {
    const key = `${address} ${port}`;
    const held = this.#held.get(key);
    if (held !== undefined) return held.number;
    const known = this.#idle.get(key);
    if (known !== undefined) {
      this.#idle.delete(key);
      this.#idle.set(key, known);
      return known.number;
    }
    const number = this.#number();
    if (number === undefined) return undefined;
    // Frozen: the application gets this object, and must not be able to redirect datagrams by it.
    const remote = Object.freeze({ address, family, port });
    const path = { number, key, remote, canonical: canonicalAddress(address, port), sessions: 0 };
    this.#byNumber[number] = path;
    this.#idle.set(key, path);
    return number;
  }

  /** The number of an address whose path has a session; undefined: it has none. `remote` is frozen. */
  held(remote: SocketAddress): number | undefined {
    const last = this.#lastHeld;
    // A path is in no other table while it has sessions, so nothing else has to be compared.
    if (remote === this.#lastRemote && last !== undefined && last.sessions > 0) return last.number;
    const path = this.#held.get(`${remote.address} ${remote.port}`);
    this.#lastRemote = remote;
    this.#lastHeld = path;
    return path?.number;
  }

  /** Whether the path of this address has a session. */
  isHeld(address: string, port: number): boolean {
    return this.#held.has(`${address} ${port}`);
  }

  /** Whether the path with this number has a session. */
  hasSession(number: number): boolean {
    return (this.#byNumber[number]?.sessions ?? 0) > 0;
  }

  /** A session uses this path: its number stays until `release`. */
  hold(number: number): void {
    const path = this.#byNumber[number];
    if (path === undefined) return;
    path.sessions++;
    if (path.sessions > 1) return;
    this.#idle.delete(path.key);
    this.#held.set(path.key, path);
    this.#heldChanged(path.remote, true);
  }

  /** A session of this path has ended. */
  release(number: number): void {
    const path = this.#byNumber[number];
    if (path === undefined || path.sessions === 0) return;
    path.sessions--;
    if (path.sessions > 0) return;
    this.#held.delete(path.key);
    this.#heldChanged(path.remote, false);
    // It becomes idle: late datagrams of the peer must not take a new number each.
    this.#idle.set(path.key, path);
    const spare = this.#idle.size > this.#maxIdle ? this.#evictIdle() : undefined;
    if (spare !== undefined) this.#spare.push(spare);
  }

  remote(number: number): SocketAddress | undefined {
    return this.#byNumber[number]?.remote;
  }

  /** Canonical bytes for the core; empty for the number of an evicted path. */
  canonical(number: number): Uint8Array {
    return this.#byNumber[number]?.canonical ?? new Uint8Array(0);
  }

  #number(): number | undefined {
    if (this.#idle.size < this.#maxIdle) {
      const spare = this.#spare.pop();
      if (spare !== undefined) return spare;
      if (this.#byNumber.length < this.#capacity) return this.#byNumber.push(undefined) - 1;
    }
    return this.#evictIdle();
  }

  /** Evicts the idle path that was used least recently. Returns its number. */
  #evictIdle(): number | undefined {
    for (const [key, { number }] of this.#idle) {
      this.#idle.delete(key);
      this.#byNumber[number] = undefined;
      return number;
    }
    return undefined;
  }
}
