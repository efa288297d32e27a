/**
 * Messages that arrived together: `slab[at[i], at[i] + length[i])` for `i` from 0 to `count - 1`, in their order. `at` and
 * `length` may have more elements.
 */
export interface MessageBatch {
  readonly slab: Uint8Array;
  /** Offset of each message in `slab`. */
  readonly at: Int32Array;
  /** Bytes of each message; 0 is a message too. */
  readonly length: Int32Array;
  readonly count: number;
}

/** The batch that a session gives to `onBatch`: one object for all batches, so that none is allocated. */
export class BorrowedBatch implements MessageBatch {
  slab: Uint8Array = NOTHING;
  at: Int32Array = new Int32Array(1);
  length: Int32Array = new Int32Array(1);
  count = 0;

  /** The messages `first` to `end - 1` of the arrays, which are copied: the application may write into its own. */
  set(slab: Uint8Array, at: Int32Array, length: Int32Array, first: number, end: number): void {
    const count = end - first;
    if (count > this.at.length) {
      const capacity = Math.max(64, count);
      this.at = new Int32Array(capacity);
      this.length = new Int32Array(capacity);
    }
    for (let index = 0; index < count; index++) {
      this.at[index] = at[first + index] as number;
      this.length[index] = length[first + index] as number;
    }
    this.slab = slab;
    this.count = count;
  }

  /** An idle session retains no memory of a socket. */
  clear(): void {
    this.slab = NOTHING;
    this.count = 0;
  }
}

const NOTHING = new Uint8Array(0);
