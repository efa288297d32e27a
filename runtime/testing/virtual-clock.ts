/** A clock that only `advanceTo` moves. */
export class VirtualClock {
  #now: number;

  /** `start`: milliseconds since the Unix epoch. */
  constructor(start: number) {
    this.#now = start;
  }

  /** Milliseconds since the Unix epoch. */
  get now(): number {
    return this.#now;
  }

  /** Sets the clock to `time`. An earlier time has no effect. */
  advanceTo(time: number): void {
    if (time > this.#now) this.#now = time;
  }
}
