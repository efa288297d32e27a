/**
 * Which record numbers of one epoch were seen; RFC 9147 section 4.5.1.
 * A ring of bits, one for each number up to `size` below the highest.
 */
export class ReplayWindow {
  readonly #bits: Uint32Array;
  readonly #size: number;
  #highest = -1;

  /** `size`: a multiple of 32. */
  constructor(size: number) {
    this.#size = size;
    this.#bits = new Uint32Array(size / 32);
  }

  /** Highest number that was marked; -1 when none was. */
  get highest(): number {
    return this.#highest;
  }

  /** True when `sequence` is new. Records left of the window count as seen. */
  isFresh(sequence: number): boolean {
    if (sequence > this.#highest) return true;
    if (this.#highest - sequence >= this.#size) return false;
    const bit = sequence % this.#size;
    return (((this.#bits[bit >>> 5] as number) >>> (bit & 31)) & 1) === 0;
  }

  /** True when a number below `sequence` is missing that would still count as new. */
  hasGapBelow(sequence: number): boolean {
    for (let each = Math.max(0, this.#highest - this.#size + 1); each < sequence; each++) {
      if (this.isFresh(each)) return true;
    }
    return false;
  }

  /** Remembers `sequence`. Only for records that proved authentic. */
  mark(sequence: number): void {
    if (sequence > this.#highest) {
      const passed = sequence - this.#highest;
      if (passed >= this.#size) this.#bits.fill(0);
      else for (let skipped = this.#highest + 1; skipped < sequence; skipped++) this.#clear(skipped);
      this.#highest = sequence;
    }
    const bit = sequence % this.#size;
    this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] as number) | (1 << (bit & 31));
  }

  #clear(sequence: number): void {
    const bit = sequence % this.#size;
    this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] as number) & ~(1 << (bit & 31));
  }
}
