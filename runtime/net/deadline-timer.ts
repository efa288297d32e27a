import { clock } from './clock.ts';

/** The limit of setTimeout; a later deadline is checked again then. */
const MAX_TIMER = 2 ** 31 - 1;

/** One timer for the next deadline of an endpoint. It does not keep the process alive: the socket does. */
export class DeadlineTimer {
  readonly #expire: () => void;
  #timer: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  /** `expire`: the time may have come. */
  constructor(expire: () => void) {
    this.#expire = () => {
      this.#timer = undefined;
      expire();
    };
  }

  /** `deadline`: in the time of `clock()`; Infinity: none. */
  arm(deadline: number): void {
    // A timer that expires early checks again, which costs less than a new timer for every datagram.
    if (this.#timer !== undefined && this.#armedFor <= deadline && deadline !== Number.POSITIVE_INFINITY) return;
    this.stop();
    this.#armedFor = deadline;
    if (deadline === Number.POSITIVE_INFINITY) return;
    const delay = Math.min(MAX_TIMER, Math.max(1, Math.ceil(deadline - clock())));
    this.#timer = setTimeout(this.#expire, delay).unref();
  }

  stop(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
