/**
 * A set of byte ranges `[from, to)`, merged and sorted. Holds the bytes that a peer acknowledged; RFC 9147 section 7.2.
 */
export class ByteRanges {
  /** from0, to0, from1, to1, ... strictly increasing. */
  readonly #bounds: number[] = [];

  /** Adds `[from, to)`. An empty range has no effect. True: at least one byte was new. */
  add(from: number, to: number): boolean {
    if (from >= to) return false;
    const bounds = this.#bounds;
    let first = 0;
    while (first < bounds.length && (bounds[first + 1] as number) < from) first += 2;
    let last = first;
    let low = from;
    let high = to;
    while (last < bounds.length && (bounds[last] as number) <= to) {
      low = Math.min(low, bounds[last] as number);
      high = Math.max(high, bounds[last + 1] as number);
      last += 2;
    }
    if (last === first + 2 && bounds[first] === low && bounds[first + 1] === high) return false;
    bounds.splice(first, last - first, low, high);
    return true;
  }

  /** Whether the set contains all of `[0, length)`. */
  covers(length: number): boolean {
    return length === 0 || (this.#bounds[0] === 0 && (this.#bounds[1] as number) >= length);
  }

  /** Start of the first gap at or after `from`; `length`: there is no gap below it. */
  gapStart(from: number, length: number): number {
    let at = from;
    for (let index = 0; index < this.#bounds.length; index += 2) {
      if ((this.#bounds[index] as number) > at) break;
      at = Math.max(at, this.#bounds[index + 1] as number);
    }
    return Math.min(at, length);
  }

  /** End of the gap that starts at `from`. */
  gapEnd(from: number, length: number): number {
    for (let index = 0; index < this.#bounds.length; index += 2) {
      const start = this.#bounds[index] as number;
      if (start > from) return Math.min(start, length);
    }
    return length;
  }
}
