import type { KernelEvent } from './event.ts';

/** One pending timed notification. Emptied when its event is cancelled, and then a tombstone until it surfaces. */
export interface TimedEntry {
  timePs: number;
  event: KernelEvent | undefined;
}

/**
 * The future list: a binary heap indexed from 1 and compared by time only. The order in which ties pop is given
 * by the sift steps below and is part of the kernel's contract (equal to Accellera's `sc_ppq`), so tombstones stay
 * in the heap and shape it like living entries. Entries are recycled.
 */
export class TimedHeap {
  readonly #heap: TimedEntry[] = [{ timePs: -1, event: undefined }];
  #count = 0;
  readonly #free: TimedEntry[] = [];
  #freeCount = 0;

  insert(timePs: number, event: KernelEvent): TimedEntry {
    let entry: TimedEntry | undefined;
    if (this.#freeCount > 0) entry = this.#free[--this.#freeCount];
    if (entry === undefined) entry = { timePs, event };
    entry.timePs = timePs;
    entry.event = event;
    const heap = this.#heap;
    let i = ++this.#count;
    for (;;) {
      const parent = heap[i >> 1];
      // Strictly later: a tie stops the climb.
      if (i <= 1 || parent === undefined || !(parent.timePs > timePs)) break;
      heap[i] = parent;
      i >>= 1;
    }
    heap[i] = entry;
    return entry;
  }

  /** Time of the earliest living notification, dropping tombstones above it; Infinity when there is none. */
  nextTime(): number {
    while (this.#count > 0) {
      const top = this.#heap[1];
      if (top?.event !== undefined) return top.timePs;
      this.#extract();
    }
    return Infinity;
  }

  /** Fires every living notification due at exactly `timePs`. */
  fireAt(timePs: number): void {
    while (this.#count > 0 && this.#heap[1]?.timePs === timePs) {
      this.#extract()?.fire();
    }
  }

  #extract(): KernelEvent | undefined {
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
