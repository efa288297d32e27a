// The playback of a recording.

/** Milliseconds between two steps while playing. */
const STEP_INTERVAL_MS = 900;

/** The current step, from 0 (before the first step) to the number of steps, and automatic playback. */
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

  /** Starts playback, from the start if the last step is shown, or pauses it. */
  toggle(): void {
    if (this.playing) {
      this.#stop();
    } else {
      if (this.#step === this.length) this.goTo(0);
      this.#timer = setInterval(() => this.goTo(this.#step + 1), STEP_INTERVAL_MS);
    }
    this.#show(this.#step);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
