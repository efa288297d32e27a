/** Time that moves only when told to. */
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

  /** Moves to `time`; a time that has passed changes nothing. */
  advanceTo(time: number): void {
    if (time > this.#now) this.#now = time;
  }
}
