/** What an entry of a list carries; only the list writes it. */
export interface Linked<T> {
  before: T | undefined;
  after: T | undefined;
}

/** Entries in an order of their own, each in at most one list. Every operation takes constant time. */
export class LinkedList<T extends Linked<T>> {
  first: T | undefined;
  #last: T | undefined;

  append(entry: T): void {
    entry.before = this.#last;
    entry.after = undefined;
    if (this.#last === undefined) this.first = entry;
    else this.#last.after = entry;
    this.#last = entry;
  }

  /** The entry must be in this list. */
  remove(entry: T): void {
    const { before, after } = entry;
    if (before === undefined) this.first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    entry.before = undefined;
    entry.after = undefined;
  }
}
