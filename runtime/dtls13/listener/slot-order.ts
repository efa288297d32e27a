/** No slot. */
const NONE = -1;

/** An order of numbered slots from the newest to the oldest, in arrays that are allocated once. */
export class SlotOrder {
  readonly #newer: Int32Array;
  readonly #older: Int32Array;
  #newest: number;
  #oldest: number;

  constructor(slots: number) {
    this.#newer = Int32Array.from({ length: slots }, (_, slot) => slot - 1);
    this.#older = Int32Array.from({ length: slots }, (_, slot) => (slot + 1 < slots ? slot + 1 : NONE));
    this.#newest = 0;
    this.#oldest = slots - 1;
  }

  get oldest(): number {
    return this.#oldest;
  }

  moveToNewest(slot: number): void {
    if (slot === this.#newest) return;
    this.#unlink(slot);
    this.#older[slot] = this.#newest;
    this.#newer[slot] = NONE;
    this.#newer[this.#newest] = slot;
    this.#newest = slot;
  }

  moveToOldest(slot: number): void {
    if (slot === this.#oldest) return;
    this.#unlink(slot);
    this.#newer[slot] = this.#oldest;
    this.#older[slot] = NONE;
    this.#older[this.#oldest] = slot;
    this.#oldest = slot;
  }

  #unlink(slot: number): void {
    const newer = this.#newer[slot] as number;
    const older = this.#older[slot] as number;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
    if (older === NONE) this.#oldest = newer;
    else this.#newer[older] = newer;
  }
}
