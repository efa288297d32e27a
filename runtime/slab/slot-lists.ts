import { NO_SLOT, withSlot } from './columns.ts';

/**
 * Doubly linked lists of slots, in arrays that grow. A list has a number, and exists as soon as a slot is appended to it. A slot
 * is in at most one list. Every operation takes constant time.
 */
export class SlotLists {
  // One more than the slot, so that 0, which new elements are, stands for none.
  #previous = new Int32Array(0);
  #next = new Int32Array(0);
  #first = new Int32Array(0);
  #last = new Int32Array(0);

  /** The slot that was appended to the list before all others; NO_SLOT: the list is empty. */
  first(list: number): number {
    return list < this.#first.length ? (this.#first[list] as number) - 1 : NO_SLOT;
  }

  append(list: number, slot: number): void {
    this.#first = withSlot(this.#first, list);
    this.#last = withSlot(this.#last, list);
    this.#previous = withSlot(this.#previous, slot);
    this.#next = withSlot(this.#next, slot);
    const last = this.#last[list] as number;
    this.#previous[slot] = last;
    this.#next[slot] = 0;
    if (last === 0) this.#first[list] = slot + 1;
    else this.#next[last - 1] = slot + 1;
    this.#last[list] = slot + 1;
  }

  /** The slot must be in this list. */
  remove(list: number, slot: number): void {
    const previous = this.#previous[slot] as number;
    const next = this.#next[slot] as number;
    if (previous === 0) this.#first[list] = next;
    else this.#next[previous - 1] = next;
    if (next === 0) this.#last[list] = previous;
    else this.#previous[next - 1] = previous;
  }
}
