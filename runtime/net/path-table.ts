import { canonicalAddress, type SocketAddress } from './address.ts';

interface Path {
  readonly number: number;
  readonly key: string;
  readonly remote: SocketAddress;
  readonly canonical: Uint8Array;
  /** Sessions that live on it. A path with none may be given up for a newcomer. */
  sessions: number;
}

/**
 * Small numbers for remote addresses. Strangers get one too, because an answer needs an address to go to; but no longer
 * than until others come: the stranger that was heard of least recently makes room.
 */
export class PathTable {
  readonly #capacity: number;
  readonly #maxStrangers: number;
  /** In the order in which they were last heard of, as far as strangers are concerned. */
  readonly #strangers = new Map<string, Path>();
  readonly #held = new Map<string, Path>();
  readonly #byNumber: (Path | undefined)[] = [];
  /** Given out once and free again. */
  readonly #spare: number[] = [];

  /** `capacity`: for all paths together. `maxStrangers`: for those without a session. */
  constructor(capacity: number, maxStrangers: number) {
    this.#capacity = capacity;
    this.#maxStrangers = maxStrangers;
  }

  get size(): number {
    return this.#strangers.size + this.#held.size;
  }

  /** The number of an address, a new one if need be; undefined when every path carries a session. */
  open(address: string, family: 'IPv4' | 'IPv6', port: number): number | undefined {
    const key = `${address} ${port}`;
    const held = this.#held.get(key);
    if (held !== undefined) return held.number;
    const known = this.#strangers.get(key);
    if (known !== undefined) {
      this.#strangers.delete(key);
      this.#strangers.set(key, known);
      return known.number;
    }
    const number = this.#number();
    if (number === undefined) return undefined;
    const remote = { address, family, port };
    const path = { number, key, remote, canonical: canonicalAddress(address, port), sessions: 0 };
    this.#byNumber[number] = path;
    this.#strangers.set(key, path);
    return number;
  }

  /** Whether a session lives on the path from this address. */
  isHeld(address: string, port: number): boolean {
    return this.#held.has(`${address} ${port}`);
  }

  /** A session lives on this path: its number stays until `release`. */
  hold(number: number): void {
    const path = this.#byNumber[number];
    if (path === undefined) return;
    path.sessions++;
    this.#strangers.delete(path.key);
    this.#held.set(path.key, path);
  }

  /** The session has ended. */
  release(number: number): void {
    const path = this.#byNumber[number];
    if (path === undefined || path.sessions === 0) return;
    path.sessions--;
    if (path.sessions > 0) return;
    this.#held.delete(path.key);
    // Still known as a stranger: late datagrams of the peer must not claim a fresh number each.
    this.#strangers.set(path.key, path);
    const spare = this.#strangers.size > this.#maxStrangers ? this.#giveUp() : undefined;
    if (spare !== undefined) this.#spare.push(spare);
  }

  remote(number: number): SocketAddress | undefined {
    return this.#byNumber[number]?.remote;
  }

  /** Canonical bytes for the core; empty for a number that was given up. */
  canonical(number: number): Uint8Array {
    return this.#byNumber[number]?.canonical ?? new Uint8Array(0);
  }

  #number(): number | undefined {
    if (this.#strangers.size < this.#maxStrangers) {
      const spare = this.#spare.pop();
      if (spare !== undefined) return spare;
      if (this.#byNumber.length < this.#capacity) return this.#byNumber.push(undefined) - 1;
    }
    return this.#giveUp();
  }

  /** Forgets the stranger that was heard of least recently. Returns its number. */
  #giveUp(): number | undefined {
    for (const [key, { number }] of this.#strangers) {
      this.#strangers.delete(key);
      this.#byNumber[number] = undefined;
      return number;
    }
    return undefined;
  }
}
