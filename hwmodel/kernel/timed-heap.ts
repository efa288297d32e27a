// The heap of pending timed notifications.

/** What the heap needs of an event: a function to call when its notification is due. */
export interface Triggerable {
  trigger(): void;
}

/** One pending timed notification. A cancelled notification has no event; its entry stays until it reaches the top. */
export interface TimedEntry<E extends Triggerable = Triggerable> {
  /** Picoseconds of simulated time. */
  timePs: number;
  event: E | undefined;
}

/**
 * The pending timed notifications: a binary heap indexed from 1 and compared by time only. The sift steps below
 * determine the order in which entries with equal times leave the heap. That order is part of the kernel's contract
 * (it equals that of Accellera's `sc_ppq`), so a cancelled entry keeps its place in the heap. Entries are reused.
 */
export class TimedHeap<E extends Triggerable> {
  readonly #heap: TimedEntry<E>[] = [{ timePs: -1, event: undefined }];
  #count = 0;
  readonly #free: TimedEntry<E>[] = [];
  #freeCount = 0;

  /** Adds a notification of `event` at `timePs`. The caller cancels it by setting the entry's `event` to undefined. */
  insert(timePs: number, event: E): TimedEntry<E> {
    let entry: TimedEntry<E> | undefined;
    if (this.#freeCount > 0) entry = this.#free[--this.#freeCount];
    if (entry === undefined) entry = { timePs, event };
    entry.timePs = timePs;
    entry.event = event;
    const heap = this.#heap;
    let i = ++this.#count;
    for (;;) {
      const parent = heap[i >> 1];
      // Only a strictly later parent moves down: equal times stay in the order of insertion here.
      if (i <= 1 || parent === undefined || !(parent.timePs > timePs)) break;
      heap[i] = parent;
      i >>= 1;
    }
    heap[i] = entry;
    return entry;
  }

  /** Picoseconds of the earliest pending notification, or Infinity. Removes cancelled entries from the top. */
  nextTime(): number {
    while (this.#count > 0) {
      const top = this.#heap[1];
      if (top?.event !== undefined) return top.timePs;
      this.#extract();
    }
    return Infinity;
  }

  /** Triggers every pending notification at exactly `timePs`. */
  triggerAt(timePs: number): void {
    while (this.#count > 0 && this.#heap[1]?.timePs === timePs) {
      this.#extract()?.trigger();
    }
  }

  #extract(): E | undefined {
    const heap = this.#heap;
    const top = heap[1];
    const last = heap[this.#count];
    if (top === undefined || last === undefined) return undefined;
    heap[1] = last;
    const count = --this.#count;
    let i = 1;
    for (;;) {
      let least = i;
      const left = 2 * i;
      if (left <= count && timeOf(heap[left]) < timeOf(heap[least])) least = left;
      if (left + 1 <= count && timeOf(heap[left + 1]) < timeOf(heap[least])) least = left + 1;
      if (least === i) break;
      const down = heap[i];
      const up = heap[least];
      if (down === undefined || up === undefined) break;
      heap[i] = up;
      heap[least] = down;
      i = least;
    }
    const { event } = top;
    top.event = undefined;
    this.#free[this.#freeCount++] = top;
    return event;
  }
}

function timeOf(entry: TimedEntry | undefined): number {
  return entry === undefined ? Infinity : entry.timePs;
}
