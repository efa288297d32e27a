import { WirechartError } from '../errors/wirechart-error.ts';

/** Events that may be queued while one event is handled. A chart that needs more sends itself events without end. */
const capacity = 16;

/**
 * Events sent from inside an action, first in, first out. Events are stored as their numbers, timers as the bitwise
 * complement of theirs.
 */
export class EventQueue {
  readonly #ring = new Int16Array(capacity);
  #head = 0;
  #length = 0;

  get empty(): boolean {
    return this.#length === 0;
  }

  /** @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when 16 events are queued. */
  push(code: number): void {
    if (this.#length === capacity) {
      throw new WirechartError('ERR_WIRECHART_MACHINE_OVERFLOW', `${capacity} events are queued`);
    }
    this.#ring[(this.#head + this.#length) % capacity] = code;
    this.#length += 1;
  }

  /** The oldest event. The queue must not be empty. */
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
