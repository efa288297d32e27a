/**
 * Runnable processes of one kind, with a side to push to and a side that is being run. Both sides keep their store:
 * `length = 0` would make V8 free it, and each refill would allocate again.
 */
export class RunQueue<T> {
  #pushed: (T | undefined)[] = [];
  #pushedCount = 0;
  #batch: (T | undefined)[] = [];
  #batchCount = 0;
  #next = 0;

  push(item: T): void {
    this.#pushed[this.#pushedCount++] = item;
  }

  /** Makes what was pushed so far the batch to run; the old batch must have been run to its end. */
  swap(): void {
    const spent = this.#batch;
    this.#batch = this.#pushed;
    this.#batchCount = this.#pushedCount;
    this.#pushed = spent;
    this.#pushedCount = 0;
    this.#next = 0;
  }

  /** Next of the batch, or undefined at its end. */
  pop(): T | undefined {
    return this.#next < this.#batchCount ? this.#batch[this.#next++] : undefined;
  }

  /** Puts the batch into another order: `below(n)` gives an integer from 0 to n - 1. */
  shuffle(below: (n: number) => number): void {
    for (let i = this.#batchCount - 1; i > 0; i--) {
      const j = below(i + 1);
      const held = this.#batch[i];
      this.#batch[i] = this.#batch[j];
      this.#batch[j] = held;
    }
  }

  get empty(): boolean {
    return this.#pushedCount === 0 && this.#next >= this.#batchCount;
  }
}
