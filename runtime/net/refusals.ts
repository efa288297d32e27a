import { clock } from './clock.ts';

/**
 * Watches whether the network refuses (ICMP) everything that is sent to an address nothing was heard from. A refusal can
 * be forged and a server may be about to start, so the address is given up only when it has refused for a time, and
 * nothing that was sent in that time went unrefused.
 */
export class Refusals {
  readonly #timeout: number;
  readonly #giveUp: (last: NodeJS.ErrnoException) => void;
  #since: number | undefined;
  #last: NodeJS.ErrnoException | undefined;
  /** Something that was sent has not been refused. */
  #outstanding = false;
  /** The datagrams of one turn of the event loop are one flight: the kernel reports a single refusal for several. */
  #sending = false;
  #timer: NodeJS.Timeout | undefined;

  /** `timeout`: milliseconds. `giveUp` is called once, with the last refusal. */
  constructor(timeout: number, giveUp: (last: NodeJS.ErrnoException) => void) {
    this.#timeout = timeout;
    this.#giveUp = giveUp;
  }

  /** A datagram goes out. */
  sent(): void {
    if (this.#sending) return;
    this.#sending = true;
    setImmediate(() => {
      this.#sending = false;
    });
    if (this.#outstanding) this.#forget();
    this.#outstanding = true;
  }

  refused(error: NodeJS.ErrnoException): void {
    this.#last = error;
    this.#outstanding = false;
    if (this.#since === undefined) {
      this.#since = clock();
      this.#arm(this.#timeout);
    }
    this.#decide();
  }

  /** The server was heard of, or the session is over. */
  stop(): void {
    this.#forget();
    this.#last = undefined;
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#since = undefined;
  }

  #arm(delay: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#decide();
    }, delay).unref();
  }

  #decide(): void {
    if (this.#since === undefined || this.#last === undefined || this.#outstanding) return;
    const left = this.#timeout - (clock() - this.#since);
    if (left > 0) {
      // Timers count whole milliseconds and may go off before their time by this clock.
      if (this.#timer === undefined) this.#arm(Math.ceil(left));
      return;
    }
    const last = this.#last;
    this.stop();
    this.#giveUp(last);
  }
}
