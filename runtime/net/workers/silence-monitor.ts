/** Looks at a worker in this part of the time that it may be silent. */
const CHECKS = 8;

/** What the monitor looks at. */
export interface Watched {
  /** Changes while the event loop of the worker runs. */
  readonly beats: number;
}

/**
 * Detects workers whose event loop does not run. Time counts only as far as this thread runs itself, at most one interval at a
 * time: after the process was suspended, or the main thread was blocked, each worker has its whole time again.
 */
export class SilenceMonitor<W extends Watched> {
  readonly #silent: (worker: W) => void;
  readonly #interval: number;
  readonly #watched = new Map<W, { beats: number; checks: number }>();
  #timer: NodeJS.Timeout | undefined;

  /** `timeout`: milliseconds. `silent` is called once for a worker, which is not watched any more. */
  constructor(timeout: number, silent: (worker: W) => void) {
    this.#silent = silent;
    this.#interval = Math.max(1, timeout / CHECKS);
  }

  watch(worker: W): void {
    this.#watched.set(worker, { beats: worker.beats, checks: 0 });
    this.#arm();
  }

  forget(worker: W): void {
    this.#watched.delete(worker);
    if (this.#watched.size === 0) this.#disarm();
  }

  /** One interval has passed. The timer calls it. */
  check(): void {
    for (const [worker, seen] of [...this.#watched]) {
      const { beats } = worker;
      seen.checks = beats === seen.beats ? seen.checks + 1 : 0;
      seen.beats = beats;
      // The first check may come just after a beat.
      if (seen.checks <= CHECKS) continue;
      this.forget(worker);
      this.#silent(worker);
    }
  }

  #arm(): void {
    this.#timer ??= setTimeout(this.#expire, this.#interval).unref();
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** One timer for each check: those that an interval missed while the thread was blocked must not follow at once. */
  readonly #expire = (): void => {
    this.#timer = undefined;
    if (this.#watched.size > 0) this.#arm();
    this.check();
  };
}
