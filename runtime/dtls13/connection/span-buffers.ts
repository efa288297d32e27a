/** Spans that are delivered in one call. */
const CAPACITY = 256;

/** Offsets and lengths of spans of one slab. */
export interface Spans {
  readonly at: Int32Array;
  readonly length: Int32Array;
}

/**
 * Memory for the spans that a call of a host borrows. All connections share it: the call may poll another connection, which
 * gets the next pair of arrays.
 */
export class SpanBuffers {
  readonly #buffers: Spans[] = [];
  #inUse = 0;

  /** The arrays belong to the caller until `release`, which releases those that were acquired last. */
  acquire(): Spans {
    const index = this.#inUse;
    this.#inUse += 1;
    const spans = this.#buffers[index] ?? { at: new Int32Array(CAPACITY), length: new Int32Array(CAPACITY) };
    this.#buffers[index] = spans;
    return spans;
  }

  release(): void {
    this.#inUse -= 1;
  }
}
