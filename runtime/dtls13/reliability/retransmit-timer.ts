/** The parameters of the timer; see the options of the same names. */
export interface RetransmitTimerOptions {
  /** Milliseconds. */
  readonly initialTimeout: number;
  /** Milliseconds. */
  readonly maxTimeout: number;
  readonly retransmitBackoff: number;
  readonly pacing: 'adaptive' | 'fixed';
}

/** The values of a timer, in milliseconds; see the properties of the same names. */
export interface RetransmitTimerState {
  readonly timeout: number;
  readonly unextended: number;
  readonly initialTimeout: number;
  readonly roundTrip: number | undefined;
}

/** Timer length in measured round trips; RFC 9147 section 5.8.2. */
const ROUND_TRIP_FACTOR = 1.5;
/**
 * Minimum for the timer after a measurement, in milliseconds: hosts run timers late, and the peer may need time to sign
 * or to query another system.
 */
const MIN_MEASURED_TIMEOUT = 100;

/**
 * Length of the retransmit timer; RFC 9147 section 5.8.2.
 *
 * 1. It starts with `initialTimeout`.
 * 2. Each expiry multiplies it by `retransmitBackoff`, up to `maxTimeout`.
 * 3. A measured round trip sets a new value, or, where the pacing is fixed, the initial one.
 * 4. A change of the path sets the initial one, and, where the pacing is fixed, a new flight.
 */
export class RetransmitTimer {
  readonly #options: RetransmitTimerOptions;
  #timeout: number;
  /** The value without back-off. */
  #unextended: number;
  /** The first value of the timer, with the host's last preference. */
  #initialTimeout: number;
  /** Back-offs since the value was set. */
  #backOffs = 0;
  #roundTrip: number | undefined;

  constructor(options: RetransmitTimerOptions) {
    this.#options = options;
    this.#initialTimeout = Math.min(options.initialTimeout, options.maxTimeout);
    this.#timeout = this.#initialTimeout;
    this.#unextended = this.#initialTimeout;
  }

  /** The current values, with which `restore` goes on. */
  get state(): RetransmitTimerState {
    return {
      timeout: this.#timeout,
      unextended: this.#unextended,
      initialTimeout: this.#initialTimeout,
      roundTrip: this.#roundTrip,
    };
  }

  /** Takes the values of another timer, of which no back-off is left. */
  restore({ timeout, unextended, initialTimeout, roundTrip }: RetransmitTimerState): void {
    this.#timeout = timeout;
    this.#unextended = unextended;
    this.#initialTimeout = initialTimeout;
    this.#roundTrip = roundTrip;
  }

  /** A timer with the same parameters and the current value, for an exchange that starts now. */
  fork(): RetransmitTimer {
    const timer = new RetransmitTimer(this.#options);
    timer.adopt(this);
    return timer;
  }

  /** Takes the value of another timer, or, where the pacing is fixed, its first value. */
  adopt(timer: RetransmitTimer): void {
    this.#initialTimeout = timer.#initialTimeout;
    this.#timeout = this.#options.pacing === 'fixed' ? timer.#initialTimeout : timer.timeout;
    this.#unextended = this.#options.pacing === 'fixed' ? timer.#initialTimeout : timer.#unextended;
    this.#roundTrip = timer.#roundTrip;
    this.#backOffs = 0;
  }

  /** Milliseconds from the start of the timer to its expiry. */
  get timeout(): number {
    return this.#timeout;
  }

  /**
   * Milliseconds, without the back-off of expiries: for pauses inside an attempt, and for ACKs. Where the pacing is fixed,
   * ACKs follow the current value.
   */
  get unextendedTimeout(): number {
    return this.#options.pacing === 'fixed' ? this.#timeout : this.#unextended;
  }

  /** The last measured round trip in milliseconds; undefined: none was measured. */
  get roundTrip(): number | undefined {
    return this.#roundTrip;
  }

  /** Lengthens the timer after an expiry. The value remains until a record that was sent only once is acknowledged. */
  backOff(): void {
    this.#backOffs += 1;
    this.#timeout = Math.min(this.#timeout * this.#options.retransmitBackoff, this.#options.maxTimeout);
  }

  /** Returns to the first value: the path is another one. */
  reset(): void {
    this.#backOffs = 0;
    this.#timeout = this.#initialTimeout;
    this.#unextended = this.#initialTimeout;
  }

  /** A record that was sent only once was acknowledged after `roundTrip` milliseconds. */
  measure(roundTrip: number): void {
    const { initialTimeout, maxTimeout, pacing } = this.#options;
    this.#roundTrip = roundTrip;
    if (pacing === 'fixed') {
      this.#backOffs = 0;
      this.#timeout = this.#initialTimeout;
      this.#unextended = this.#initialTimeout;
      return;
    }
    const shortest = Math.min(MIN_MEASURED_TIMEOUT, initialTimeout);
    this.#backOffs = 0;
    this.#timeout = Math.min(Math.max(ROUND_TRIP_FACTOR * roundTrip, shortest), maxTimeout);
    this.#unextended = this.#timeout;
  }

  /** Sets the first value that the host prefers. The back-off remains. */
  setInitialTimeout(initialTimeout: number): void {
    const { retransmitBackoff, maxTimeout } = this.#options;
    this.#initialTimeout = Math.min(initialTimeout, maxTimeout);
    this.#timeout = Math.min(initialTimeout * retransmitBackoff ** this.#backOffs, maxTimeout);
    this.#unextended = this.#initialTimeout;
  }
}
