/**
 * Runnable processes of one kind: a list that new processes are added to, and a batch that is being run. Both keep
 * their storage: with `length = 0` V8 would free it and allocate it again for each batch.
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

  /** Makes the pushed processes the next batch. The previous batch must have been run to its end. */
  swap(): void {
    const finished = this.#batch;
    this.#batch = this.#pushed;
    this.#batchCount = this.#pushedCount;
    this.#pushed = finished;
    this.#pushedCount = 0;
    this.#next = 0;
  }

  /** The next process of the batch, or undefined at its end. */
  pop(): T | undefined {
    return this.#next < this.#batchCount ? this.#batch[this.#next++] : undefined;
  }

  /** Shuffles the batch (Fisher-Yates): `below(n)` returns an integer from 0 to n - 1. */
  shuffle(below: (n: number) => number): void {
    for (let i = this.#batchCount - 1; i > 0; i--) {
      const j = below(i + 1);
      const swapped = this.#batch[i];
      this.#batch[i] = this.#batch[j];
      this.#batch[j] = swapped;
    }
  }

  get empty(): boolean {
    return this.#pushedCount === 0 && this.#next >= this.#batchCount;
  }
}
