/** The timers of a wheel as a plain list in order: what a wheel must answer. */
export class TimerModel {
  /** Ordered by deadline, then by arming. */
  readonly #timers: { readonly id: number; readonly deadline: number }[] = [];
  readonly #deadlines = new Map<number, number>();

  get size(): number {
    return this.#timers.length;
  }

  get next(): number {
    return this.#timers[0]?.deadline ?? Number.POSITIVE_INFINITY;
  }

  deadline(id: number): number {
    return this.#deadlines.get(id) ?? Number.POSITIVE_INFINITY;
  }

  set(id: number, deadline: number): void {
    if (this.#deadlines.get(id) === deadline) return;
    this.clear(id);
    if (deadline === Number.POSITIVE_INFINITY) return;
    this.#deadlines.set(id, deadline);
    this.#timers.splice(this.#after(deadline), 0, { id, deadline });
  }

  clear(id: number): void {
    const deadline = this.#deadlines.get(id);
    if (deadline === undefined) return;
    this.#deadlines.delete(id);
    let index = this.#after(deadline) - 1;
    while (this.#timers[index]?.id !== id) index -= 1;
    this.#timers.splice(index, 1);
  }

  due(now: number): number {
    const [first] = this.#timers;
    return first !== undefined && first.deadline <= now ? first.id : -1;
  }

  /** The index after the last timer whose deadline is not later. */
  #after(deadline: number): number {
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#timers[middle] as { deadline: number }).deadline <= deadline) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
