/** Links of a list entry; only the list writes them. */
export interface Linked<T> {
  previous: T | undefined;
  next: T | undefined;
}

/** A doubly linked list; an entry is in at most one list. Every operation takes constant time. */
export class LinkedList<T extends Linked<T>> {
  first: T | undefined;
  #last: T | undefined;

  append(entry: T): void {
    entry.previous = this.#last;
    entry.next = undefined;
    if (this.#last === undefined) this.first = entry;
    else this.#last.next = entry;
    this.#last = entry;
  }

  /** The entry must be in this list. */
  remove(entry: T): void {
    const { previous, next } = entry;
    if (previous === undefined) this.first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    entry.previous = undefined;
    entry.next = undefined;
  }
}
