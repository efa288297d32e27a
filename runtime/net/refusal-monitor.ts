import { clock } from './clock.ts';

/**
 * Detects an address without a server: ICMP errors answer everything that is sent to it. An ICMP error can be forged and
 * a server may be about to start, so the address fails only when everything has been refused for a time.
 */
export class RefusalMonitor {
  readonly #timeout: number;
  readonly #fail: (last: NodeJS.ErrnoException) => void;
  #since: number | undefined;
  #last: NodeJS.ErrnoException | undefined;
  /** A datagram was sent and is not refused yet. */
  #outstanding = false;
  /** The datagrams of one turn of the event loop are one flight: the kernel reports one ICMP error for several. */
  #sending = false;
  #timer: NodeJS.Timeout | undefined;

  /** `timeout`: milliseconds. `fail` is called once, with the last ICMP error. */
  constructor(timeout: number, fail: (last: NodeJS.ErrnoException) => void) {
    this.#timeout = timeout;
    this.#fail = fail;
  }

  /** A datagram is sent. */
  sent(): void {
    if (this.#sending) return;
    this.#sending = true;
    setImmediate(() => {
      this.#sending = false;
    });
    if (this.#outstanding) this.#reset();
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

  /** The server has answered, or the session has ended. */
  stop(): void {
    this.#reset();
    this.#last = undefined;
  }

  #reset(): void {
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
      // Timers have whole milliseconds and may expire early by this clock.
      if (this.#timer === undefined) this.#arm(Math.ceil(left));
      return;
    }
    const last = this.#last;
    this.stop();
    this.#fail(last);
  }
}
