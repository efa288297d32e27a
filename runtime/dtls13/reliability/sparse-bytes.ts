/**
 * Contiguous received bytes: `bytes` holds `[base, base + bytes.length)` of the message, of which `[from, to)` was
 * received.
 */
interface Run {
  from: number;
  to: number;
  base: number;
  bytes: Uint8Array;
}

/** Approximate cost of a run besides its bytes: the views and the array around it. */
const RUN_COST = 256;

/**
 * The received bytes of one message, in any order; RFC 9147 section 5.5. Memory is at most twice the received bytes and
 * a constant for each separate run, independent of the length of the message and the positions of the fragments.
 */
export class SparseBytes {
  /** Length of the whole message. */
  readonly length: number;
  /** Sorted; at least one byte is missing between two runs. */
  readonly #runs: Run[] = [];

  constructor(length: number) {
    this.length = length;
  }

  /** Number of separate runs. */
  get runs(): number {
    return this.#runs.length;
  }

  /** Bytes of memory held. */
  get held(): number {
    return this.#runs.reduce((sum, { bytes }) => sum + bytes.length + RUN_COST, 0);
  }

  get complete(): boolean {
    const [first] = this.#runs;
    return this.length === 0 || (first !== undefined && first.from === 0 && first.to === this.length);
  }

  /** Whether bytes are missing before a received byte. */
  get hasGap(): boolean {
    const [first] = this.#runs;
    return first !== undefined && (first.from > 0 || this.#runs.length > 1);
  }

  /** The complete message. Only if `complete`; the caller owns it. */
  get whole(): Uint8Array {
    return this.#runs[0]?.bytes ?? new Uint8Array(0);
  }

  /** Whether `[from, to)` overlaps or continues a run, so that adding it does not increase the number of runs. */
  extendsRun(from: number, to: number): boolean {
    const run = this.#runs[this.#firstAt(from)];
    return run !== undefined && run.from <= to;
  }

  /** How many bytes of `piece` were received before with the same value. Undefined: at least one has another value. */
  matchingBytes(offset: number, piece: Uint8Array): number | undefined {
    const end = offset + piece.length;
    let matching = 0;
    for (const { from, to, base, bytes } of this.#runs) {
      const low = Math.max(from, offset);
      const high = Math.min(to, end);
      for (let at = low; at < high; at++) if (bytes[at - base] !== piece[at - offset]) return undefined;
      if (high > low) matching += high - low;
    }
    return matching;
  }

  /** Copies `piece` to its position. It replaces bytes that were received before. */
  add(offset: number, piece: Uint8Array): void {
    if (piece.length === 0) return;
    const end = offset + piece.length;
    const first = this.#firstAt(offset);
    let last = first;
    while (last < this.#runs.length && (this.#runs[last] as Run).from <= end) last += 1;
    const merged = this.#runs.slice(first, last);
    const low = Math.min(offset, merged[0]?.from ?? offset);
    const high = Math.max(end, merged.at(-1)?.to ?? end);
    const run =
      merged.find(({ base, bytes }) => base <= low && base + bytes.length >= high) ?? this.#grow(merged, low, high);
    for (const { from, to, base, bytes } of merged) {
      if (bytes !== run.bytes) run.bytes.set(bytes.subarray(from - base, to - base), from - run.base);
    }
    run.bytes.set(piece, offset - run.base);
    run.from = low;
    run.to = high;
    this.#runs.splice(first, last - first, run);
  }

  /** Allocates `[low, high)`. If it extends a run, allocates the same length again on the side that grows. */
  #grow(merged: readonly Run[], low: number, high: number): Run {
    const isFirst = merged.length === 0;
    const headroom = isFirst ? 0 : high - low;
    const growsDown = !isFirst && low < (merged[0] as Run).from;
    const base = growsDown ? Math.max(0, low - headroom) : low;
    const limit = growsDown ? high : Math.min(this.length, high + headroom);
    return { from: low, to: high, base, bytes: new Uint8Array(limit - base) };
  }

  /** Index of the first run that ends at or after `from`. */
  #firstAt(from: number): number {
    let index = 0;
    while (index < this.#runs.length && (this.#runs[index] as Run).to < from) index += 1;
    return index;
  }
}
