/** What the timer's length depends on; see the options of the same names. */
export interface RetransmitTimerOptions {
  /** Milliseconds. */
  readonly initialTimeout: number;
  /** Milliseconds. */
  readonly maxTimeout: number;
  readonly retransmitBackoff: number;
}

/** How much longer than the measured round trip the timer runs; RFC 9147 section 5.8.2. */
const ROUND_TRIP_FACTOR = 1.5;
/**
 * Milliseconds below which a measured round trip does not shorten the timer: hosts wake late, and whoever answers may
 * have to sign, or to ask somebody, first.
 */
const MIN_MEASURED_TIMEOUT = 100;

/** How long the retransmit timer runs; RFC 9147 section 5.8.2. */
export class RetransmitTimer {
  readonly #options: RetransmitTimerOptions;
  #timeout: number;
  /** How often the value was lengthened since it was set. */
  #backOffs = 0;

  constructor(options: RetransmitTimerOptions) {
    this.#options = options;
    this.#timeout = Math.min(options.initialTimeout, options.maxTimeout);
  }

  /** Milliseconds from now until the timer is due. */
  get timeout(): number {
    return this.#timeout;
  }

  /** After the timer ran out. The value then stays until something is acknowledged that was sent only once. */
  backOff(): void {
    this.#backOffs += 1;
    this.#timeout = Math.min(this.#timeout * this.#options.retransmitBackoff, this.#options.maxTimeout);
  }

  /** Something that was sent once was acknowledged after `roundTrip` milliseconds. */
  measure(roundTrip: number): void {
    const { initialTimeout, maxTimeout } = this.#options;
    const shortest = Math.min(MIN_MEASURED_TIMEOUT, initialTimeout);
    this.#backOffs = 0;
    this.#timeout = Math.min(Math.max(ROUND_TRIP_FACTOR * roundTrip, shortest), maxTimeout);
  }

  /** The host knows better how to begin. What was lengthened stays so. */
  setInitialTimeout(initialTimeout: number): void {
    const { retransmitBackoff, maxTimeout } = this.#options;
    this.#timeout = Math.min(initialTimeout * retransmitBackoff ** this.#backOffs, maxTimeout);
  }
}
