import { NO_SLOT } from '../../slab/columns.ts';
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
  readonly #shares: PrefixShares;
  /** The slot of each address, the one without a datagram for the longest time first. */
  readonly #slots = new Map<string, number>();
  /** The address of each slot. */
  readonly #addresses: string[] = [];
  /** When the last datagram of each slot arrived. */
  readonly #usedAt: number[] = [];
  /** Slots that are free again. */
  readonly #spare: number[] = [];

  constructor(options: LegacyPeerOptions, prefixes: SourcePrefix) {
    this.#options = options;
    this.#prefixes = prefixes;
    this.#shares = new PrefixShares(options.maxLegacyPeers, { samePrefix: 0, otherPrefixes: 0 });
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Adds an address: canonical bytes, borrowed. */
  add(address: Uint8Array, now: number): void {
    this.#expire(now);
    const key = keyOf(address);
    this.#delete(key);
    const prefix = this.#prefixes.of(address);
    const evicted = this.#shares.full ? this.#shares.evictionCandidate(prefix, now) : NO_SLOT;
    if (evicted !== NO_SLOT) this.#delete(this.#addresses[evicted] as string);
    const slot = this.#spare.pop() ?? this.#addresses.length;
    this.#shares.add(slot, prefix, now);
    this.#slots.set(key, slot);
    this.#addresses[slot] = key;
    this.#usedAt[slot] = now;
  }

  /** Whether datagrams of this address go to the other stack. Each call restarts the time of the address. */
  use(address: Uint8Array, now: number): boolean {
    if (this.#slots.size === 0) return false;
    this.#expire(now);
    const key = keyOf(address);
    const slot = this.#slots.get(key);
    if (slot === undefined) return false;
    this.#slots.delete(key);
    this.#slots.set(key, slot);
    this.#usedAt[slot] = now;
    this.#shares.refresh(slot, now);
    return true;
  }

  delete(address: Uint8Array): void {
    this.#delete(keyOf(address));
  }

  #delete(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    this.#shares.remove(slot);
    this.#spare.push(slot);
  }

  #expire(now: number): void {
    for (const [key, slot] of this.#slots) {
      if (now - (this.#usedAt[slot] as number) < this.#options.legacyPeerTimeout) return;
      this.#delete(key);
    }
  }
}

function keyOf(address: Uint8Array): string {
  return String.fromCharCode(...address);
}
