/** Milliseconds in which restarts are counted. */
export const RESTART_WINDOW = 60_000;
/** Milliseconds before the second restart of a window; each further one waits twice as long. The first does not wait. */
const FIRST_DELAY = 100;
const MAX_DELAY = 5000;

/** Limits how often workers are replaced: a module that always fails must not be loaded again and again. */
export class RestartLimit {
  readonly #limit: number;
  #recent: number[] = [];

  /** `limit`: restarts in `RESTART_WINDOW`. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Milliseconds to wait before a worker is replaced; undefined: there were too many. `now`: of `clock()`. */
  next(now: number): number | undefined {
    this.#recent = this.#recent.filter((at) => now - at < RESTART_WINDOW);
    const { length } = this.#recent;
    if (length >= this.#limit) return undefined;
    this.#recent.push(now);
    return length === 0 ? 0 : Math.min(MAX_DELAY, FIRST_DELAY * 2 ** (length - 1));
  }
}
