import type { SessionReport } from './session-report.ts';

/** So many are reported one by one in each window; any sender can cause any number. */
const SHOWN = 5;
/** In milliseconds. */
const WINDOW = 1000;

/** Reports refused ClientHellos: the first ones of each second with their reasons, the others as a number. */
export class RefusalReport {
  readonly #report: Pick<SessionReport, 'refused' | 'refusedMore'>;
  readonly #clock: () => number;
  #windowEnd = 0;
  #shown = 0;
  #hidden = 0;

  /** `clock`: milliseconds that never go back. */
  constructor(report: Pick<SessionReport, 'refused' | 'refusedMore'>, clock = () => performance.now()) {
    this.#report = report;
    this.#clock = clock;
  }

  refused(error: Error, remote: string): void {
    const now = this.#clock();
    if (now >= this.#windowEnd) {
      this.end();
      this.#windowEnd = now + WINDOW;
      this.#shown = 0;
    }
    if (this.#shown < SHOWN) {
      this.#shown++;
      this.#report.refused(error, remote);
    } else {
      this.#hidden++;
    }
  }

  /** Reports the number of those that were not shown. */
  end(): void {
    if (this.#hidden > 0) this.#report.refusedMore(this.#hidden);
    this.#hidden = 0;
  }
}
