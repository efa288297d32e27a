import { PathValidationTimer } from '../../../generated/dtls13/machines/path-validation.ts';

/** T in round trips, and without a measurement in milliseconds; RFC 9853 section 5.5. */
const VALIDATION_ROUND_TRIPS = 3;
const DEFAULT_VALIDATION_TIME = 1000;
/** Minimum of T in milliseconds: the new path may be slower, and hosts run timers late. */
const MIN_VALIDATION_TIME = 100;
/** The same for a path of ours: nothing waits for the result, as the current path stays in use. */
const MIN_OWN_VALIDATION_TIME = 1000;
/** Challenges in a time of T, unless they are more than MAX_PACE apart. */
const CHALLENGES = 3;
/** Milliseconds. A measured round trip can be far too long: an ACK that was lost and repeated ended the measurement. */
const MAX_PACE = Math.ceil(DEFAULT_VALIDATION_TIME / CHALLENGES);
const NEVER = Number.POSITIVE_INFINITY;

/** The timers of a check of a path: T for its result, and the pace of its challenges; RFC 9853 section 5.5. */
export class PathValidationTimers {
  readonly #due: number[] = Object.values(PathValidationTimer).map(() => NEVER);

  /** When the next timer expires; Infinity: none runs. */
  get deadline(): number {
    return Math.min(...this.#due);
  }

  /** `roundTrip`: the last measured one in milliseconds, or undefined. `isOwn`: the path that is checked is one of ours. */
  start(timer: PathValidationTimer, now: number, roundTrip: number | undefined, isOwn: boolean): void {
    const shortest = isOwn ? MIN_OWN_VALIDATION_TIME : MIN_VALIDATION_TIME;
    const time =
      roundTrip === undefined ? DEFAULT_VALIDATION_TIME : Math.max(VALIDATION_ROUND_TRIPS * roundTrip, shortest);
    const isPace =
      timer === PathValidationTimer['CHECKING_CURRENT.CHALLENGED.pace'] ||
      timer === PathValidationTimer['CHECKING_NEW.CHALLENGED.pace'];
    this.#due[timer] = now + (isPace ? Math.min(Math.ceil(time / CHALLENGES), MAX_PACE) : time);
  }

  cancel(timer: PathValidationTimer): void {
    this.#due[timer] = NEVER;
  }

  /** Stops the timers that are due and calls `elapsed` for each. */
  expire(now: number, elapsed: (timer: PathValidationTimer) => void): void {
    for (const timer of Object.values(PathValidationTimer)) {
      if (now < (this.#due[timer] as number)) continue;
      this.#due[timer] = NEVER;
      elapsed(timer);
    }
  }
}
