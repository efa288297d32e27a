import { WirechartError } from '../errors/wirechart-error.ts';

/** Events one action chain may leave waiting. A chart that needs more feeds itself without end. */
const capacity = 16;

/**
 * Events sent from inside an action, first in, first out. Event numbers are stored as they are, timer numbers as their
 * complement, so that one ring serves both.
 */
export class EventQueue {
  readonly #ring = new Int16Array(capacity);
  #head = 0;
  #length = 0;

  get empty(): boolean {
    return this.#length === 0;
  }

  /** @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when 16 events wait already. */
  push(code: number): void {
    if (this.#length === capacity) {
      throw new WirechartError('ERR_WIRECHART_MACHINE_OVERFLOW', `${capacity} events wait already`);
    }
    this.#ring[(this.#head + this.#length) % capacity] = code;
    this.#length += 1;
  }

  /** The oldest event. Only to be called when not empty. */
  shift(): number {
    const code = this.#ring[this.#head] as number;
    this.#head = (this.#head + 1) % capacity;
    this.#length -= 1;
    return code;
  }

  clear(): void {
    this.#length = 0;
  }
}
