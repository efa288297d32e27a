/**
 * Replay detection for one epoch; RFC 9147 section 4.5.1. A ring with one bit for each of the `size` numbers up to the
 * highest received one.
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

  /** Highest number that was marked; -1: none was. */
  get highest(): number {
    return this.#highest;
  }

  /** The bits, as a view. With `highest` they are the whole state. */
  get bits(): Uint8Array {
    return new Uint8Array(this.#bits.buffer);
  }

  /** Takes the state of a window of the same size. Copies the bits. */
  restore(highest: number, bits: Uint8Array): void {
    this.#highest = highest;
    this.bits.set(bits);
  }

  /** Whether `sequence` is new. Numbers below the window count as received. */
  isFresh(sequence: number): boolean {
    if (sequence > this.#highest) return true;
    if (this.#highest - sequence >= this.#size) return false;
    const bit = sequence % this.#size;
    return (((this.#bits[bit >>> 5] as number) >>> (bit & 31)) & 1) === 0;
  }

  /** Whether a number below `sequence` is missing and still counts as new. */
  hasGapBelow(sequence: number): boolean {
    for (let each = Math.max(0, this.#highest - this.#size + 1); each < sequence; each++) {
      if (this.isFresh(each)) return true;
    }
    return false;
  }

  /** Marks `sequence` as received. Only for authentic records. */
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
