import { NO_SLOT } from '../../slab/columns.ts';
import { HalfSipHash } from './half-sip-hash.ts';

/** At least 16 bytes of IPv6, a port and the name of a network interface. Further bytes do not distinguish clients. */
const ADDRESS_BYTES = 40;

/**
 * The slots of each address: a hash table in arrays that are allocated once. The hash is keyed, because a sender selects its
 * address. A slot of an address is followed by an older one of the same address.
 */
export class SlotAddressTable {
  readonly #hash: HalfSipHash;
  readonly #addresses: Uint8Array;
  readonly #addressLengths: Int32Array;
  readonly #hashes: Int32Array;
  /** Newest slot of each bucket, and the next older slot of the same bucket. */
  readonly #buckets: Int32Array;
  readonly #next: Int32Array;

  /** `hashKey`: 8 unpredictable bytes. */
  constructor(slots: number, hashKey: Uint8Array) {
    this.#hash = new HalfSipHash(hashKey);
    this.#addresses = new Uint8Array(slots * ADDRESS_BYTES);
    this.#addressLengths = new Int32Array(slots);
    this.#hashes = new Int32Array(slots);
    this.#buckets = new Int32Array(2 ** Math.ceil(Math.log2(2 * slots))).fill(NO_SLOT);
    this.#next = new Int32Array(slots).fill(NO_SLOT);
  }

  hashOf(address: Uint8Array): number {
    return this.#hash.of(address);
  }

  /** The newest slot of an address with this hash; NO_SLOT: it has none. */
  first(address: Uint8Array, hash: number): number {
    return this.#find(this.#bucket(hash), address, hash);
  }

  /** The next older slot of the same address; NO_SLOT: it has no other. */
  next(slot: number, address: Uint8Array, hash: number): number {
    return this.#find(this.#next[slot] as number, address, hash);
  }

  /** Adds a slot that is not in the table, for an address with this hash. Copies the address. */
  add(slot: number, address: Uint8Array, hash: number): void {
    const at = slot * ADDRESS_BYTES;
    const kept = Math.min(address.length, ADDRESS_BYTES);
    for (let index = 0; index < kept; index++) this.#addresses[at + index] = address[index] as number;
    this.#addressLengths[slot] = address.length;
    this.#hashes[slot] = hash;
    this.#next[slot] = this.#bucket(hash);
    this.#setBucket(hash, slot);
  }

  remove(slot: number): void {
    const hash = this.#hashes[slot] as number;
    const next = this.#next[slot] as number;
    let at = this.#bucket(hash);
    if (at === slot) {
      this.#setBucket(hash, next);
    } else {
      while (this.#next[at] !== slot) at = this.#next[at] as number;
      this.#next[at] = next;
    }
  }

  #find(from: number, address: Uint8Array, hash: number): number {
    let slot = from;
    while (slot !== NO_SLOT && !this.#hasAddress(slot, hash, address)) slot = this.#next[slot] as number;
    return slot;
  }

  #hasAddress(slot: number, hash: number, address: Uint8Array): boolean {
    if (this.#hashes[slot] !== hash || this.#addressLengths[slot] !== address.length) return false;
    const at = slot * ADDRESS_BYTES;
    const kept = Math.min(address.length, ADDRESS_BYTES);
    for (let index = 0; index < kept; index++) {
      if (this.#addresses[at + index] !== address[index]) return false;
    }
    return true;
  }

  #bucket(hash: number): number {
    return this.#buckets[hash & (this.#buckets.length - 1)] as number;
  }

  #setBucket(hash: number, slot: number): void {
    this.#buckets[hash & (this.#buckets.length - 1)] = slot;
  }
}
