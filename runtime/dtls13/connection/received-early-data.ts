import type { BufferHandle, BufferPool } from '../../slab/buffer-pool.ts';
import type { EventQueue } from './event-queue.ts';

/** Messages that wait for the decision about the early data; further ones are dropped, as by a full network. */
const MAX_WAITING = 256;

interface WaitingMessage {
  readonly buffer: BufferHandle;
  readonly length: number;
}

/** The early data that a server receives: it waits until it is accepted; RFC 9846 section 4.3.10. */
export class ReceivedEarlyData {
  readonly #events: EventQueue;
  readonly #pool: BufferPool;
  #remaining: number;
  /** Copies; undefined: the early data is accepted. */
  #waiting: WaitingMessage[] | undefined = [];
  #messages = 0;

  /** `maxSize`: the maximum of the ticket, in bytes. `pool`: for messages that wait. */
  constructor(events: EventQueue, maxSize: number, pool: BufferPool) {
    this.#pool = pool;
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
    const buffer = this.#pool.acquire(end - at);
    this.#pool.slab(buffer).set(slab.subarray(at, end), this.#pool.at(buffer));
    this.#waiting.push({ buffer, length: end - at });
    return 'received';
  }

  /** Delivers what waits, and what arrives later. */
  accept(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const { buffer, length } of waiting) {
      const at = this.#pool.at(buffer);
      this.#deliver(this.#pool.slab(buffer), at, at + length);
    }
    for (const { buffer } of waiting) this.#events.own(this.#pool, buffer);
  }

  /** Drops what waits: the early data is rejected, or the connection ended. */
  clear(): void {
    for (const { buffer } of this.#waiting ?? []) this.#pool.release(buffer);
    if (this.#waiting !== undefined) this.#waiting = [];
  }

  #deliver(slab: Uint8Array, at: number, end: number): void {
    this.#messages += 1;
    this.#events.addEarlyMessage(slab, at, end);
  }
}
