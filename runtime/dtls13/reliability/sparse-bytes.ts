import type { BufferHandle, BufferPool } from '../../slab/buffer-pool.ts';
import { BufferPools } from '../../slab/buffer-pools.ts';

/**
 * Contiguous received bytes: memory for `[base, base + length)` of the message, of which `[from, to)` was received. It starts
 * at `slab[at]`.
 */
interface Run {
  from: number;
  to: number;
  readonly base: number;
  readonly length: number;
  readonly slab: Uint8Array;
  readonly at: number;
  /** Undefined: the slab is the whole message, which arrived in one piece. */
  readonly buffer: BufferHandle | undefined;
}

/** Approximate cost of a run besides its bytes: the views and the array around it. */
const RUN_COST = 256;

/**
 * The received bytes of one message, in any order; RFC 9147 section 5.5. Memory is at most twice the received bytes and
 * a constant for each separate run, independent of the length of the message and the positions of the fragments. It is in
 * buffers of the pool until `take` or `clear`.
 */
export class SparseBytes {
  /** Length of the whole message. */
  readonly length: number;
  /** Sorted; at least one byte is missing between two runs. */
  readonly #runs: Run[] = [];
  readonly #pool: BufferPool;

  /** Default of `pool`: memory that is not used again. */
  constructor(length: number, pool: BufferPool = new BufferPools({ maxBytes: 0 }).handshake) {
    this.length = length;
    this.#pool = pool;
  }

  /** Number of separate runs. */
  get runs(): number {
    return this.#runs.length;
  }

  /** Bytes of memory held. */
  get held(): number {
    return this.#runs.reduce((sum, { length }) => sum + length + RUN_COST, 0);
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

  /** The complete message, in memory of its own; what is here is released. Only if `complete`; the caller owns it. */
  take(): Uint8Array {
    const [run] = this.#runs;
    if (run === undefined) return new Uint8Array(0);
    if (run.buffer === undefined) return run.slab;
    // What is decoded from a message has views of it, and no end that is known here.
    const whole = new Uint8Array(run.slab.subarray(run.at, run.at + this.length));
    this.clear();
    return whole;
  }

  /** Releases the memory. Nothing is received any more. */
  clear(): void {
    for (const run of this.#runs) this.#release(run);
    this.#runs.length = 0;
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
    for (const { from, to, base, slab, at: start } of this.#runs) {
      const low = Math.max(from, offset);
      const high = Math.min(to, end);
      const shift = start - base;
      for (let at = low; at < high; at++) if (slab[at + shift] !== piece[at - offset]) return undefined;
      if (high > low) matching += high - low;
    }
    return matching;
  }

  /** Copies `piece` to its position. It replaces bytes that were received before. */
  add(offset: number, piece: Uint8Array): void {
    if (piece.length === 0) return;
    const end = offset + piece.length;
    if (piece.length === this.length && this.#runs.length === 0) {
      // Not slice(): that of a Buffer shares its memory.
      const slab = new Uint8Array(piece);
      this.#runs.push({ from: 0, to: end, base: 0, length: end, slab, at: 0, buffer: undefined });
      return;
    }
    const first = this.#firstAt(offset);
    let last = first;
    while (last < this.#runs.length && (this.#runs[last] as Run).from <= end) last += 1;
    const merged = this.#runs.slice(first, last);
    const low = Math.min(offset, merged[0]?.from ?? offset);
    const high = Math.max(end, merged.at(-1)?.to ?? end);
    const run =
      merged.find(({ base, length }) => base <= low && base + length >= high) ?? this.#grow(merged, low, high);
    const shift = run.at - run.base;
    for (const each of merged) {
      if (each === run) continue;
      const { from, to, base, slab, at } = each;
      run.slab.set(slab.subarray(at + from - base, at + to - base), from + shift);
      this.#release(each);
    }
    run.slab.set(piece, offset + shift);
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
    const length = limit - base;
    const buffer = this.#pool.acquire(length);
    const [slab, at] = [this.#pool.slab(buffer), this.#pool.at(buffer)];
    return { from: low, to: high, base, length, slab, at, buffer };
  }

  #release({ buffer }: Run): void {
    if (buffer !== undefined) this.#pool.release(buffer);
  }

  /** Index of the first run that ends at or after `from`. */
  #firstAt(from: number): number {
    let index = 0;
    while (index < this.#runs.length && (this.#runs[index] as Run).to < from) index += 1;
    return index;
  }
}
