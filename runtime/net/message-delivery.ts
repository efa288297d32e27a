import type { EventEmitter } from 'node:events';
import { Fifo } from './fifo.ts';
import { callListener, emitGuarded } from './listener-guard.ts';
import { type MessageIterator, MessageQueue } from './message-queue.ts';

/**
 * Delivers the messages of one session to the callback `onmessage`, to listeners of the event `message` and to async
 * iterators. A message that has no receiver waits in the queue for the first one.
 */
export class MessageDelivery {
  readonly #session: EventEmitter;
  readonly #queue: MessageQueue;
  /** Taken from the queue for a new listener; delivered before newer messages. */
  readonly #backlog = new Fifo<Uint8Array>();
  #callback: ((data: Uint8Array) => void) | undefined;

  /** `session`: emits the events. `limit`: messages that wait. `maxBytes`: bytes of these messages together. */
  constructor(session: EventEmitter, limit: number, maxBytes: number) {
    this.#session = session;
    this.#queue = new MessageQueue(limit, maxBytes);
  }

  get callback(): ((data: Uint8Array) => void) | undefined {
    return this.#callback;
  }

  set callback(callback: ((data: Uint8Array) => void) | undefined) {
    this.#callback = callback;
    this.listenerAdded();
  }

  /** Messages that newer ones pushed out of the queue. */
  get dropped(): number {
    return this.#queue.dropped;
  }

  /** A message of the peer arrived. */
  receive(data: Uint8Array): void {
    if (!this.#hasListener) {
      this.#queue.push(data);
      return;
    }
    // The iterator gets a copy: a listener may transfer the memory of its message.
    if (this.#queue.hasIterators) this.#queue.push(new Uint8Array(data), true);
    // An iterator that ended may have left messages in the queue.
    this.listenerAdded();
    if (this.#backlog.length > 0) this.#backlog.push(data);
    else this.#emit(data);
  }

  /** A new listener gets the queued messages, after the call that added it has returned. */
  listenerAdded(): void {
    if (this.#backlog.length > 0 || this.#queue.length === 0 || !this.#hasListener) return;
    for (const data of this.#queue.takeAll()) this.#backlog.push(data);
    if (this.#backlog.length > 0) process.nextTick(() => this.flush());
  }

  /** Delivers the backlog, in order, while there is a listener. The rest goes back to the queue. */
  flush(): void {
    while (this.#backlog.length > 0 && this.#hasListener) this.#emit(this.#backlog.shift() as Uint8Array);
    this.cancel();
  }

  /** Puts the backlog back into the queue. */
  cancel(): void {
    if (this.#backlog.length > 0) this.#queue.putBack(this.#backlog.takeAll());
  }

  /** No message follows. With `failure`, iterators throw it after the last message. */
  end(failure: Error | undefined): void {
    this.#queue.end(failure);
  }

  iterate(signal: AbortSignal | undefined): MessageIterator {
    return this.#queue.iterate(signal);
  }

  get #hasListener(): boolean {
    return this.#callback !== undefined || this.#session.listenerCount('message') > 0;
  }

  #emit(data: Uint8Array): void {
    callListener(this.#callback, this.#session, data);
    emitGuarded(this.#session, 'message', data);
  }
}
