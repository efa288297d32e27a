import type { EventEmitter } from 'node:events';
import { COMMON_NUMBERS } from './common-options.ts';
import { Fifo } from './fifo.ts';
import { callListener, emitGuarded } from './listener-guard.ts';
import { BorrowedBatch, type MessageBatch } from './message-batch.ts';
import {
  type BatchIterator,
  type MessageIterator,
  MessageQueue,
  ownMemory,
  type QueuedMessage,
  queuedMessage,
} from './message-queue.ts';
import type { ReceivedMessages } from './received-messages.ts';
import type { SessionOptions } from './session-options.ts';

/**
 * Delivers the messages of one session to its listeners and to async iterators. While there is a listener for batches
 * (`onBatch`, the event `batch`), the listeners for messages (`onmessage`, the event `message`) get none. A message that has
 * no receiver waits in the queue for the first one.
 */
export class MessageDelivery {
  readonly #session: EventEmitter;
  readonly #options: SessionOptions;
  /** Made with the first message without a listener, or iterator. */
  #queue: MessageQueue | undefined;
  /** Taken from the queue for a new listener; delivered before newer messages. Made when it is first needed. */
  #backlog: Fifo<QueuedMessage> | undefined;
  #callback: ((data: Uint8Array) => void) | undefined;
  #batchCallback: ((batch: MessageBatch) => void) | undefined;
  /** Made with the first batch. */
  #batch: BorrowedBatch | undefined;
  /** Undefined: more messages may follow. */
  #end: { readonly failure: Error | undefined } | undefined;

  /** `session`: emits the events. `options`: the limits of the queue. */
  constructor(session: EventEmitter, options: SessionOptions) {
    this.#session = session;
    this.#options = options;
  }

  get callback(): ((data: Uint8Array) => void) | undefined {
    return this.#callback;
  }

  set callback(callback: ((data: Uint8Array) => void) | undefined) {
    this.#callback = callback;
    this.listenerAdded();
  }

  get batchCallback(): ((batch: MessageBatch) => void) | undefined {
    return this.#batchCallback;
  }

  set batchCallback(callback: ((batch: MessageBatch) => void) | undefined) {
    this.#batchCallback = callback;
    this.listenerAdded();
  }

  /** Messages that newer ones pushed out of the queue. */
  get dropped(): number {
    return this.#queue?.dropped ?? 0;
  }

  /** Whether messages have a receiver, and do not wait for one. */
  get hasReceiver(): boolean {
    return this.#hasListener || this.#hasIterators;
  }

  /** Messages of the peer arrived. */
  receive(messages: ReceivedMessages): void {
    // Any listener may end the session, add listeners and remove them.
    for (let next = 0; next < messages.count && this.#end === undefined; ) next = this.#receiveFrom(messages, next);
  }

  /** Returns the number of the next message. */
  #receiveFrom(messages: ReceivedMessages, first: number): number {
    const { count } = messages;
    if (this.#hasBatchListener) {
      const hasIterators = this.#hasIterators;
      if (hasIterators) this.#madeQueue.pushAll(messages.queued(first, 'listener'));
      // An iterator that ended may have left messages in the queue.
      this.listenerAdded();
      const backlog = this.#waitingBacklog;
      if (backlog !== undefined) {
        for (const message of messages.queued(first, hasIterators ? 'iterator' : undefined)) backlog.push(message);
      } else this.#emitBatch(messages.slab, messages.at, messages.length, first, count);
      return count;
    }
    if (!this.#hasMessageListener) {
      this.#madeQueue.pushAll(messages.queued(first, undefined));
      return count;
    }
    const data = messages.take(first);
    const hasIterators = this.#hasIterators;
    // The iterator gets a copy: a listener may transfer the memory of its message.
    if (hasIterators) this.#madeQueue.push(new Uint8Array(data), 'listener');
    this.listenerAdded();
    const backlog = this.#waitingBacklog;
    if (backlog !== undefined) backlog.push(queuedMessage(data, hasIterators ? 'iterator' : undefined));
    else this.#emit(data);
    return first + 1;
  }

  /** A new listener gets the queued messages, after the call that added it has returned. */
  listenerAdded(): void {
    const queue = this.#queue;
    if (queue === undefined || this.#waitingBacklog !== undefined || queue.length === 0 || !this.#hasListener) return;
    this.#backlog ??= new Fifo();
    for (const message of queue.takeAll()) this.#backlog.push(message);
    if (this.#backlog.length > 0) process.nextTick(() => this.flush());
  }

  /** Delivers the backlog, in order, while there is a listener. The rest goes back to the queue. */
  flush(): void {
    for (
      let backlog = this.#waitingBacklog;
      backlog !== undefined && this.#hasListener;
      backlog = this.#waitingBacklog
    ) {
      const next = backlog.shift() as QueuedMessage;
      if (this.#hasBatchListener) {
        this.#emitBatch(next.slab, Int32Array.of(next.at), Int32Array.of(next.bytes), 0, 1);
      } else this.#emit(ownMemory(next));
    }
    this.cancel();
  }

  /** Puts the backlog back into the queue. */
  cancel(): void {
    const backlog = this.#waitingBacklog;
    if (backlog !== undefined) this.#madeQueue.putBack(backlog.takeAll());
  }

  /** No message follows. With `failure`, iterators throw it after the last message. */
  end(failure: Error | undefined): void {
    this.#end = { failure };
    this.#queue?.end(failure);
  }

  iterate(signal: AbortSignal | undefined): MessageIterator {
    return this.#madeQueue.iterate(signal);
  }

  iterateBatches(signal: AbortSignal | undefined): BatchIterator {
    return this.#madeQueue.iterateBatches(signal);
  }

  get #madeQueue(): MessageQueue {
    if (this.#queue === undefined) {
      const { maxQueuedMessages, maxQueuedBytes } = COMMON_NUMBERS;
      this.#queue = new MessageQueue(
        this.#options.maxQueuedMessages ?? maxQueuedMessages.default,
        this.#options.maxQueuedBytes ?? maxQueuedBytes.default,
      );
      if (this.#end !== undefined) this.#queue.end(this.#end.failure);
    }
    return this.#queue;
  }

  /** The backlog; undefined: it is empty. */
  get #waitingBacklog(): Fifo<QueuedMessage> | undefined {
    return this.#backlog !== undefined && this.#backlog.length > 0 ? this.#backlog : undefined;
  }

  get #hasIterators(): boolean {
    return this.#queue?.hasIterators === true;
  }

  get #hasListener(): boolean {
    return this.#hasBatchListener || this.#hasMessageListener;
  }

  get #hasBatchListener(): boolean {
    return this.#batchCallback !== undefined || this.#session.listenerCount('batch') > 0;
  }

  get #hasMessageListener(): boolean {
    return this.#callback !== undefined || this.#session.listenerCount('message') > 0;
  }

  #emit(data: Uint8Array): void {
    callListener(this.#callback, this.#session, data);
    emitGuarded(this.#session, 'message', data);
  }

  /** The messages `first` to `end - 1`; borrowed for the call. */
  #emitBatch(slab: Uint8Array, at: Int32Array, length: Int32Array, first: number, end: number): void {
    this.#batch ??= new BorrowedBatch();
    const batch = this.#batch;
    batch.set(slab, at, length, first, end);
    callListener(this.#batchCallback, this.#session, batch);
    emitGuarded(this.#session, 'batch', batch);
    batch.clear();
  }
}
