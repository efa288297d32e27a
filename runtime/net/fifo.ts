/** Empty places at the front of a queue before the items move up. */
const MAX_EMPTY = 64;

/** First in, first out, in constant time: `Array.shift` moves all remaining items each time. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** The oldest item, which remains; undefined when there is none. */
  get first(): T | undefined {
    return this.#items[this.#head];
  }

  /** Whether an item is one of those. */
  some(isOne: (item: T) => boolean): boolean {
    for (let index = this.#head; index < this.#items.length; index++) if (isOne(this.#items[index] as T)) return true;
    return false;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** The oldest item; undefined when there is none. */
  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head];
    // The garbage collector can free the item.
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head > MAX_EMPTY && 2 * this.#head > this.#items.length) this.#moveUp();
    return item;
  }

  /** Removes and returns all items, oldest first. */
  takeAll(): T[] {
    this.#moveUp();
    const items = this.#items as T[];
    this.#items = [];
    return items;
  }

  #moveUp(): void {
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
