import type { EventQueue } from './event-queue.ts';

/** Messages that wait for the decision about the early data; further ones are dropped, as by a full network. */
const MAX_WAITING = 256;

/** The early data that a server receives: it waits until it is accepted; RFC 9846 section 4.3.10. */
export class ReceivedEarlyData {
  readonly #events: EventQueue;
  #remaining: number;
  /** Copies; undefined: the early data is accepted. */
  #waiting: Uint8Array[] | undefined = [];
  #messages = 0;

  /** `maxSize`: the maximum of the ticket, in bytes. */
  constructor(events: EventQueue, maxSize: number) {
    this.#events = events;
    this.#remaining = maxSize;
  }

  /** Messages that the application gets. */
  get messages(): number {
    return this.#messages;
  }

  /** Messages that wait for the decision. */
  get waiting(): number {
    return this.#waiting?.length ?? 0;
  }

  /**
   * Receives the message `slab[at, end)`, which is borrowed until the next delivery. 'tooLong': the client sent more than
   * the maximum.
   */
  receive(slab: Uint8Array, at: number, end: number): 'received' | 'dropped' | 'tooLong' {
    this.#remaining -= end - at;
    if (this.#remaining < 0) return 'tooLong';
    if (this.#waiting === undefined) {
      this.#deliver(slab, at, end);
      return 'received';
    }
    if (this.#waiting.length === MAX_WAITING) return 'dropped';
    // Not slice(): that of a Buffer shares its memory.
    this.#waiting.push(new Uint8Array(slab.subarray(at, end)));
    return 'received';
  }

  /** Delivers what waits, and what arrives later. */
  accept(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const message of waiting) this.#deliver(message, 0, message.length);
  }

  #deliver(slab: Uint8Array, at: number, end: number): void {
    this.#messages += 1;
    this.#events.addEarlyMessage(slab, at, end);
  }
}
