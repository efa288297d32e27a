import { NO_SLOT } from './columns.ts';

const LEAST_CAPACITY = 64;
/** Odd, with its bits spread: 2^32 divided by the golden ratio. */
const MULTIPLIER = 0x9e3779b1;

/**
 * A map from 32-bit integers to slots: open addressing with linear search, in one array. An entry takes 11 to
 * 21 bytes, less than a third of one in a `Map`. The hash is not keyed: keys must not be chosen by senders.
 */
export class SlotMap {
  /** Key and slot of each place, alternately; a place without a key has NO_SLOT as its slot. */
  #places = emptyPlaces(LEAST_CAPACITY);
  #mask = LEAST_CAPACITY - 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The slot of a key; NO_SLOT: it has none. */
  get(key: number): number {
    return this.#places[2 * this.#find(key) + 1] as number;
  }

  has(key: number): boolean {
    return this.get(key) !== NO_SLOT;
  }

  set(key: number, slot: number): void {
    let place = this.#find(key);
    if (this.#places[2 * place + 1] === NO_SLOT) {
      this.#size += 1;
      // At most three of four places are in use.
      if (4 * this.#size > 3 * (this.#mask + 1)) {
        this.#resize(2 * (this.#mask + 1));
        place = this.#find(key);
      }
      this.#places[2 * place] = key;
    }
    this.#places[2 * place + 1] = slot;
  }

  /** Whether the map had the key. */
  delete(key: number): boolean {
    const places = this.#places;
    let gap = this.#find(key);
    if (places[2 * gap + 1] === NO_SLOT) return false;
    this.#size -= 1;
    // Entries behind the gap that were put there because it was in use move into it.
    for (let at = (gap + 1) & this.#mask; places[2 * at + 1] !== NO_SLOT; at = (at + 1) & this.#mask) {
      const wanted = this.#placeOf(places[2 * at] as number);
      if (((at - wanted) & this.#mask) < ((at - gap) & this.#mask)) continue;
      places[2 * gap] = places[2 * at] as number;
      places[2 * gap + 1] = places[2 * at + 1] as number;
      gap = at;
    }
    places[2 * gap + 1] = NO_SLOT;
    const capacity = this.#mask + 1;
    if (capacity > LEAST_CAPACITY && 8 * this.#size < capacity) this.#resize(capacity / 2);
    return true;
  }

  #placeOf(key: number): number {
    return (Math.imul(key, MULTIPLIER) >>> 7) & this.#mask;
  }

  /** The place of a key, or the free place for it. */
  #find(key: number): number {
    const places = this.#places;
    let place = this.#placeOf(key);
    while (places[2 * place + 1] !== NO_SLOT && places[2 * place] !== key) place = (place + 1) & this.#mask;
    return place;
  }

  #resize(capacity: number): void {
    const previous = this.#places;
    this.#places = emptyPlaces(capacity);
    this.#mask = capacity - 1;
    for (let at = 0; at < previous.length; at += 2) {
      const slot = previous[at + 1] as number;
      if (slot === NO_SLOT) continue;
      const place = this.#find(previous[at] as number);
      this.#places[2 * place] = previous[at] as number;
      this.#places[2 * place + 1] = slot;
    }
  }
}

function emptyPlaces(capacity: number): Int32Array {
  return new Int32Array(2 * capacity).fill(NO_SLOT);
}
