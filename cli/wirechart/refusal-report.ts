import type { SessionReport } from './session-report.ts';

/** Maximum number of individual reports in a window: any sender can cause any number of refusals. */
const SHOWN = 5;
/** In milliseconds. */
const WINDOW = 1000;

/** Reports refused ClientHellos: the first ones of each second with their reasons, the number of the others. */
export class RefusalReport {
  readonly #report: Pick<SessionReport, 'refused' | 'refusedMore'>;
  readonly #clock: () => number;
  #windowEnd = 0;
  #shown = 0;
  #hidden = 0;

  /** `clock`: monotonic time in milliseconds. */
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
