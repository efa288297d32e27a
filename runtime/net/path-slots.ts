import { ADDRESS_BYTES } from './address-text.ts';

/** Bytes of a key: address, port (big endian), number of the zone (big endian). */
export const KEY_BYTES = ADDRESS_BYTES + 4;

const NONE = -1;
/** Paths for which there is room at first. */
const FIRST_CAPACITY = 64;

/** A column with more room. */
function grown<T extends Int32Array | Uint8Array>(column: T, more: T): T {
  more.set(column);
  return more;
}

/**
 * The columns of a table of paths, by path number, in arrays that grow with it: some 50 bytes for a path. A path that has a
 * key is found by its key, with open addressing and linear probing; one without holders is in the order of its last use.
 */
export class PathSlots {
  /** `KEY_BYTES` of each path. */
  keys: Uint8Array = new Uint8Array(FIRST_CAPACITY * KEY_BYTES);
  /** The family of the text of the address, 4 or 6; 0: the number is not in use. */
  family: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  holders: Int32Array = new Int32Array(FIRST_CAPACITY);
  #hashes = new Int32Array(FIRST_CAPACITY);
  /** Neighbours in the order of idle paths, from the newest to the oldest; `older` of a free number is the next free one. */
  #newer = new Int32Array(FIRST_CAPACITY);
  #older = new Int32Array(FIRST_CAPACITY);
  #newest = NONE;
  #oldest = NONE;
  #free = NONE;
  /** The path in each place of the hash table, at least two places for each path; NONE: the place is empty. */
  #places = new Int32Array(2 * FIRST_CAPACITY).fill(NONE);
  /** Paths without holders. */
  idle = 0;
  /** Numbers that were taken from `next`, whether they are in use or free. */
  count = 0;

  /** A number that is not in use; undefined: each of `count` is. */
  takeFree(): number | undefined {
    if (this.#free === NONE) return undefined;
    const path = this.#free;
    this.#free = this.#older[path] as number;
    return path;
  }

  /** The number `count`, which was never used. */
  takeNext(): number {
    if (this.count === this.family.length) this.#grow();
    this.count += 1;
    return this.count - 1;
  }

  free(path: number): void {
    this.#older[path] = this.#free;
    this.#free = path;
  }

  /** The path with this key; -1: there is none. */
  find(key: Uint8Array, hash: number): number {
    const mask = this.#places.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const path = this.#places[place] as number;
      if (path === NONE || (this.#hashes[path] === hash && this.#hasKey(path, key))) return path;
    }
  }

  /** Gives the path a key, which is copied. */
  add(path: number, key: Uint8Array, hash: number, family: number): void {
    this.keys.set(key, path * KEY_BYTES);
    this.#hashes[path] = hash;
    this.family[path] = family;
    this.holders[path] = 0;
    this.#place(path, hash);
  }

  /** The path has no key any more. */
  remove(path: number): void {
    const places = this.#places;
    const mask = places.length - 1;
    let hole = (this.#hashes[path] as number) & mask;
    while (places[hole] !== path) hole = (hole + 1) & mask;
    this.family[path] = 0;
    // What a search would not reach behind an empty place moves into it.
    for (let place = (hole + 1) & mask; places[place] !== NONE; place = (place + 1) & mask) {
      const home = (this.#hashes[places[place] as number] as number) & mask;
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      places[hole] = places[place] as number;
      hole = place;
    }
    places[hole] = NONE;
  }

  /** The idle path that was used least recently; undefined: no path is idle. */
  get oldest(): number | undefined {
    return this.#oldest === NONE ? undefined : this.#oldest;
  }

  /** The path is idle, and was used last. */
  addIdle(path: number): void {
    this.#older[path] = this.#newest;
    this.#newer[path] = NONE;
    if (this.#newest === NONE) this.#oldest = path;
    else this.#newer[this.#newest] = path;
    this.#newest = path;
    this.idle += 1;
  }

  /** The path is idle no more. */
  removeIdle(path: number): void {
    const newer = this.#newer[path] as number;
    const older = this.#older[path] as number;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
    if (older === NONE) this.#oldest = newer;
    else this.#newer[older] = newer;
    this.idle -= 1;
  }

  #hasKey(path: number, key: Uint8Array): boolean {
    const at = path * KEY_BYTES;
    for (let index = 0; index < KEY_BYTES; index++) if (this.keys[at + index] !== key[index]) return false;
    return true;
  }

  #place(path: number, hash: number): void {
    const mask = this.#places.length - 1;
    let place = hash & mask;
    while (this.#places[place] !== NONE) place = (place + 1) & mask;
    this.#places[place] = path;
  }

  #grow(): void {
    const capacity = 2 * this.family.length;
    this.keys = grown(this.keys, new Uint8Array(capacity * KEY_BYTES));
    this.family = grown(this.family, new Uint8Array(capacity));
    this.holders = grown(this.holders, new Int32Array(capacity));
    this.#hashes = grown(this.#hashes, new Int32Array(capacity));
    this.#newer = grown(this.#newer, new Int32Array(capacity));
    this.#older = grown(this.#older, new Int32Array(capacity));
    this.#places = new Int32Array(2 * capacity).fill(NONE);
    for (let path = 0; path < this.count; path++) {
      if (this.family[path] !== 0) this.#place(path, this.#hashes[path] as number);
    }
  }
}
