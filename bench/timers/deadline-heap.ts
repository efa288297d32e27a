/** An item whose deadline changes. */
export interface Timed {
  nextDeadline(): number;
}

interface Entry<T> {
  readonly item: T;
  deadline: number;
  index: number;
}

/** Deadlines in a binary heap of objects, in which each entry stores its index: what the core had before the wheel. */
export class DeadlineHeap<T extends Timed> {
  readonly #heap: Entry<T>[] = [];
  readonly #entries = new Map<T, Entry<T>>();

  /** Earliest deadline; Infinity: the queue is empty. */
  get next(): number {
    return this.#heap[0]?.deadline ?? Number.POSITIVE_INFINITY;
  }

  /** Updates the queue with the current deadline of `item`. */
  update(item: T): void {
    const deadline = item.nextDeadline();
    const entry = this.#entries.get(item);
    if (deadline === Number.POSITIVE_INFINITY) {
      this.remove(item);
    } else if (entry === undefined) {
      const added = { item, deadline, index: this.#heap.length };
      this.#entries.set(item, added);
      this.#heap.push(added);
      this.#rise(added);
    } else {
      entry.deadline = deadline;
      this.#rise(entry);
      this.#sink(entry);
    }
  }

  remove(item: T): void {
    const entry = this.#entries.get(item);
    if (entry === undefined) return;
    this.#entries.delete(item);
    const last = this.#heap.pop() as Entry<T>;
    if (last === entry) return;
    this.#place(last, entry.index);
    this.#rise(last);
    this.#sink(last);
  }

  /**
   * The item with the earliest deadline, if that is not after `now`. It remains in the queue until its deadline
   * changes.
   */
  due(now: number): T | undefined {
    const first = this.#heap[0];
    return first !== undefined && first.deadline <= now ? first.item : undefined;
  }

  #place(entry: Entry<T>, index: number): void {
    entry.index = index;
    this.#heap[index] = entry;
  }

  #rise(entry: Entry<T>): void {
    while (entry.index > 0) {
      const at = entry.index;
      const parent = this.#heap[(at - 1) >> 1] as Entry<T>;
      if (parent.deadline <= entry.deadline) return;
      this.#place(entry, parent.index);
      this.#place(parent, at);
    }
  }

  #sink(entry: Entry<T>): void {
    for (;;) {
      const at = entry.index;
      const left = this.#heap[2 * at + 1];
      const right = this.#heap[2 * at + 2];
      const child = right !== undefined && left !== undefined && right.deadline < left.deadline ? right : left;
      if (child === undefined || child.deadline >= entry.deadline) return;
      this.#place(entry, child.index);
      this.#place(child, at);
    }
  }
}
