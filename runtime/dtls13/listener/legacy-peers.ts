import { PrefixShares } from './prefix-shares.ts';
import type { SourcePrefix } from './source-prefix.ts';

/** Sizes of the table; see the options of the same names. */
export interface LegacyPeerOptions {
  readonly maxLegacyPeers: number;
  /** Milliseconds. */
  readonly legacyPeerTimeout: number;
}

/**
 * The addresses whose datagrams go to another stack, because their ClientHello did not offer DTLS 1.3. Any sender can
 * forge one, so the table is bounded: an address is dropped `legacyPeerTimeout` after its last datagram, or when the
 * table is full and its source prefix has most addresses.
 */
export class LegacyPeers {
  readonly #options: LegacyPeerOptions;
  readonly #prefixes: SourcePrefix;
  readonly #shares: PrefixShares<string>;
  /** When the last datagram of each address arrived, least recent first. */
  readonly #usedAt = new Map<string, number>();

  constructor(options: LegacyPeerOptions, prefixes: SourcePrefix) {
    this.#options = options;
    this.#prefixes = prefixes;
    this.#shares = new PrefixShares(options.maxLegacyPeers, { samePrefix: 0, otherPrefixes: 0 });
  }

  get size(): number {
    return this.#usedAt.size;
  }

  /** Adds an address: canonical bytes, borrowed. */
  add(address: Uint8Array, now: number): void {
    this.#expire(now);
    const key = keyOf(address);
    this.#delete(key);
    const prefix = this.#prefixes.of(address);
    const evicted = this.#shares.full ? this.#shares.evictionCandidate(prefix, now) : undefined;
    if (evicted !== undefined) this.#delete(evicted);
    this.#shares.add(key, prefix, now);
    this.#usedAt.set(key, now);
  }

  /** Whether datagrams of this address go to the other stack. Each call restarts the time of the address. */
  use(address: Uint8Array, now: number): boolean {
    if (this.#usedAt.size === 0) return false;
    this.#expire(now);
    const key = keyOf(address);
    if (!this.#usedAt.delete(key)) return false;
    this.#usedAt.set(key, now);
    this.#shares.refresh(key, now);
    return true;
  }

  delete(address: Uint8Array): void {
    this.#delete(keyOf(address));
  }

  #delete(key: string): void {
    this.#shares.remove(key);
    this.#usedAt.delete(key);
  }

  #expire(now: number): void {
    for (const [key, at] of this.#usedAt) {
      if (now - at < this.#options.legacyPeerTimeout) return;
      this.#delete(key);
    }
  }
}

function keyOf(address: Uint8Array): string {
  return String.fromCharCode(...address);
}
