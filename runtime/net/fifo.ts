/** How many emptied places at its front a queue keeps before it moves up what is behind them. */
const LEEWAY = 64;

/** First in, first out, in constant time: `Array.shift` moves everything that is left, each time. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** The oldest item; undefined when there is none. */
  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head];
    // What was taken out is not kept alive.
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head > LEEWAY && 2 * this.#head > this.#items.length) this.#moveUp();
    return item;
  }

  /** Takes everything out, oldest first. */
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
