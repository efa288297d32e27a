import { scrollToCenter } from './dom.ts';

/** Rows in the document at a time. */
const MAX_ROWS = 240;
/** Rows that scrolling to an end adds. */
const STEP = 80;
/** Pixels from the end at which more rows are added. */
const NEAR = 300;

/** A long list of which only the rows around the visible ones are in the document. Rows may differ in height. */
export class RowWindow {
  readonly #box: HTMLElement;
  readonly #list: HTMLElement;
  readonly #build: (row: number) => HTMLElement;
  #count = 0;
  #start = 0;
  #end = 0;

  /** `box` scrolls, `list` inside it holds the rows, `build` makes one. */
  constructor(box: HTMLElement, list: HTMLElement, build: (row: number) => HTMLElement) {
    this.#box = box;
    this.#list = list;
    this.#build = build;
    box.addEventListener('scroll', () => this.#extend(), { passive: true });
  }

  /** Rows in the document, with their numbers. */
  *rows(): Iterable<readonly [number, HTMLElement]> {
    for (const [place, row] of [...this.#list.children].entries()) yield [this.#start + place, row as HTMLElement];
  }

  /** Forgets all rows: their content has changed. */
  clear(): void {
    this.#start = this.#end = 0;
    this.#list.replaceChildren();
  }

  /** Makes sure that `row` of `count` rows is in the document and visible. */
  show(row: number, count: number): void {
    this.#count = count;
    const target = Math.max(0, Math.min(count - 1, row));
    if (this.#end === 0 || target < this.#start || target >= this.#end) {
      this.#start = Math.max(0, target - MAX_ROWS / 2);
      this.#end = Math.min(count, this.#start + MAX_ROWS);
      this.#list.replaceChildren(...this.#make(this.#start, this.#end));
    } else if (this.#end < count && this.#end - this.#start < MAX_ROWS) {
      const end = Math.min(count, this.#start + MAX_ROWS);
      this.#list.append(...this.#make(this.#end, end));
      this.#end = end;
    }
    const shown = this.#list.children[target - this.#start];
    if (shown !== undefined && this.#box.clientHeight > 0) scrollToCenter(this.#box, shown);
  }

  #make(from: number, to: number): HTMLElement[] {
    return Array.from({ length: to - from }, (_, place) => this.#build(from + place));
  }

  /** Adds rows at the end that the user scrolls to, and removes as many at the other. */
  #extend(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    if (scrollTop < NEAR && this.#start > 0) {
      const start = Math.max(0, this.#start - STEP);
      const anchor = this.#list.firstElementChild;
      const before = anchor?.getBoundingClientRect().top ?? 0;
      this.#list.prepend(...this.#make(start, this.#start));
      this.#start = start;
      this.#box.scrollTop += (anchor?.getBoundingClientRect().top ?? 0) - before;
      while (this.#end - this.#start > MAX_ROWS) {
        this.#list.lastElementChild?.remove();
        this.#end--;
      }
    } else if (scrollHeight - scrollTop - clientHeight < NEAR && this.#end < this.#count) {
      const end = Math.min(this.#count, this.#end + STEP);
      this.#list.append(...this.#make(this.#end, end));
      this.#end = end;
      const anchor = this.#list.lastElementChild;
      const before = anchor?.getBoundingClientRect().top ?? 0;
      while (this.#end - this.#start > MAX_ROWS) {
        this.#list.firstElementChild?.remove();
        this.#start++;
      }
      this.#box.scrollTop += (anchor?.getBoundingClientRect().top ?? 0) - before;
    }
  }
}
