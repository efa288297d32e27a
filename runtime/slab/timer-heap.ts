import type { TimerSlots } from './timer-slots.ts';

/** Ids in the order of their deadlines: a binary heap in an array. `TimerSlots.previous` has the index of each id. */
export class TimerHeap {
  readonly #slots: TimerSlots;
  #ids = new Int32Array(0);
  #size = 0;

  constructor(slots: TimerSlots) {
    this.#slots = slots;
  }

  /** The id with the earliest deadline; -1: the heap is empty. */
  get first(): number {
    return this.#size === 0 ? -1 : (this.#ids[0] as number);
  }

  /** Adds an id that is not in the heap. */
  add(id: number): void {
    // As long as the other arrays, so that one doubles only when they do.
    if (this.#size === this.#ids.length) this.#grow();
    this.#size += 1;
    this.#rise(id, this.#size - 1);
  }

  /** Removes an id of the heap. */
  remove(id: number): void {
    const index = this.#slots.previous[id] as number;
    this.#size -= 1;
    const last = this.#ids[this.#size] as number;
    if (last !== id) this.#replace(index, last);
  }

  /** Restores the order after the deadline of an id of the heap has changed. */
  move(id: number): void {
    this.#replace(this.#slots.previous[id] as number, id);
  }

  #grow(): void {
    const ids = new Int32Array(this.#slots.capacity);
    ids.set(this.#ids);
    this.#ids = ids;
  }

  #replace(index: number, id: number): void {
    const parent = (index - 1) >> 1;
    if (index > 0 && this.#slots.isBefore(id, this.#ids[parent] as number)) this.#rise(id, index);
    else this.#sink(id, index);
  }

  #rise(id: number, from: number): void {
    const ids = this.#ids;
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = ids[parent] as number;
      if (!this.#slots.isBefore(id, above)) break;
      this.#place(above, index);
      index = parent;
    }
    this.#place(id, index);
  }

  #sink(id: number, from: number): void {
    const ids = this.#ids;
    let index = from;
    for (let child = 2 * index + 1; child < this.#size; child = 2 * index + 1) {
      const right = child + 1;
      if (right < this.#size && this.#slots.isBefore(ids[right] as number, ids[child] as number)) child = right;
      const below = ids[child] as number;
      if (!this.#slots.isBefore(below, id)) break;
      this.#place(below, index);
      index = child;
    }
    this.#place(id, index);
  }

  #place(id: number, index: number): void {
    this.#ids[index] = id;
    this.#slots.previous[id] = index;
  }
}
