import { NO_SLOT } from '../../slab/columns.ts';
import { HalfSipHash } from './half-sip-hash.ts';

const LEAST_CAPACITY = 64;

/**
 * The slots of connections by their connection ids, which all have the same length; RFC 9146 section 3. Open addressing with
 * linear search, in arrays: an id takes eight bytes more than its length, twice that where the table has just grown. The hash
 * is keyed, because an application may let others select its ids. A look-up allocates nothing.
 */
export class ConnectionIdTable {
  /** Bytes of each id. */
  readonly length: number;
  readonly #hash: HalfSipHash;
  #mask = LEAST_CAPACITY - 1;
  /** The slot of each place; NO_SLOT: there is no id. */
  #slots = emptySlots(LEAST_CAPACITY);
  #hashes = new Int32Array(LEAST_CAPACITY);
  #ids: Uint8Array;
  #size = 0;

  /** `hashKey`: 8 unpredictable bytes. */
  constructor(length: number, hashKey: Uint8Array) {
    this.length = length;
    this.#hash = new HalfSipHash(hashKey);
    this.#ids = new Uint8Array(LEAST_CAPACITY * length);
  }

  /** Number of ids. */
  get size(): number {
    return this.#size;
  }

  /** The slot of the connection with the id at `slab[at]`; NO_SLOT: none has it. */
  find(slab: Uint8Array, at: number): number {
    return this.#slots[this.#find(this.#hash.of(slab, at, at + this.length), slab, at)] as number;
  }

  /** Adds an id that no connection has. Copies it. */
  add(id: Uint8Array, slot: number): void {
    this.#size += 1;
    // At most three of four places are in use.
    if (4 * this.#size > 3 * (this.#mask + 1)) this.#resize(2 * (this.#mask + 1));
    this.#put(this.#hash.of(id), id, 0, slot);
  }

  remove(id: Uint8Array): void {
    let gap = this.#find(this.#hash.of(id), id, 0);
    if (this.#slots[gap] === NO_SLOT) return;
    this.#size -= 1;
    // Ids behind the gap that were put there because it was in use move into it.
    for (let at = (gap + 1) & this.#mask; this.#slots[at] !== NO_SLOT; at = (at + 1) & this.#mask) {
      const wanted = (this.#hashes[at] as number) & this.#mask;
      if (((at - wanted) & this.#mask) < ((at - gap) & this.#mask)) continue;
      this.#slots[gap] = this.#slots[at] as number;
      this.#hashes[gap] = this.#hashes[at] as number;
      this.#ids.copyWithin(gap * this.length, at * this.length, (at + 1) * this.length);
      gap = at;
    }
    this.#slots[gap] = NO_SLOT;
    const capacity = this.#mask + 1;
    if (capacity > LEAST_CAPACITY && 8 * this.#size < capacity) this.#resize(capacity / 2);
  }

  /** The place of an id, or the free place for it. */
  #find(hash: number, slab: Uint8Array, at: number): number {
    let place = hash & this.#mask;
    while (this.#slots[place] !== NO_SLOT && !(this.#hashes[place] === hash && this.#isAt(place, slab, at))) {
      place = (place + 1) & this.#mask;
    }
    return place;
  }

  #isAt(place: number, slab: Uint8Array, at: number): boolean {
    const from = place * this.length;
    for (let index = 0; index < this.length; index++) if (this.#ids[from + index] !== slab[at + index]) return false;
    return true;
  }

  #put(hash: number, slab: Uint8Array, at: number, slot: number): void {
    const place = this.#find(hash, slab, at);
    this.#slots[place] = slot;
    this.#hashes[place] = hash;
    for (let index = 0; index < this.length; index++) {
      this.#ids[place * this.length + index] = slab[at + index] as number;
    }
  }

  #resize(capacity: number): void {
    const [slots, hashes, ids] = [this.#slots, this.#hashes, this.#ids];
    this.#mask = capacity - 1;
    this.#slots = emptySlots(capacity);
    this.#hashes = new Int32Array(capacity);
    this.#ids = new Uint8Array(capacity * this.length);
    for (let place = 0; place < slots.length; place++) {
      const slot = slots[place] as number;
      if (slot !== NO_SLOT) this.#put(hashes[place] as number, ids, place * this.length, slot);
    }
  }
}

function emptySlots(capacity: number): Int32Array {
  return new Int32Array(capacity).fill(NO_SLOT);
}
