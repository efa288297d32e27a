/** Milliseconds between two steps while playing. */
const PACE = 900;

/** Knows the current step, from 0 (nothing has happened yet) to the number of steps, and plays. */
export class Player {
  readonly length: number;
  readonly #show: (step: number) => void;
  #step = -1;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(length: number, show: (step: number) => void) {
    this.length = length;
    this.#show = show;
  }

  get step(): number {
    return this.#step;
  }

  get playing(): boolean {
    return this.#timer !== undefined;
  }

  goTo(step: number): void {
    const next = Math.max(0, Math.min(this.length, step));
    if (next === this.length) this.#stop();
    const changed = next !== this.#step;
    this.#step = next;
    if (changed) this.#show(next);
  }

  /** Plays on, from the start when everything was shown already; or pauses. */
  toggle(): void {
    if (this.playing) {
      this.#stop();
    } else {
      if (this.#step === this.length) this.goTo(0);
      this.#timer = setInterval(() => this.goTo(this.#step + 1), PACE);
    }
    this.#show(this.#step);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
