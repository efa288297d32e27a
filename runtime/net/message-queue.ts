import { Fifo } from './fifo.ts';
import type { MessageBatch } from './message-batch.ts';

/**
 * Reads one by one or in `for await`. It is not an AsyncIterableIterator: before TypeScript 5.6 that type cannot express that
 * the end has no value.
 */
export interface QueueIterator<T> extends AsyncIterator<T, undefined> {
  next(): Promise<IteratorResult<T, undefined>>;
  return(): Promise<IteratorResult<T, undefined>>;
  [Symbol.asyncIterator](): QueueIterator<T>;
}

/** Reads messages. The caller owns each of them. */
export interface MessageIterator extends QueueIterator<Uint8Array> {
  [Symbol.asyncIterator](): MessageIterator;
}

/** Reads batches of messages. The caller owns each of them, with its slab and arrays. */
export interface BatchIterator extends QueueIterator<MessageBatch> {
  [Symbol.asyncIterator](): BatchIterator;
}

/** A call of `next` that waits for a message. */
interface Waiter {
  /** Takes what it waits for out of the queue, which is not empty. */
  serve(): void;
  end(): void;
  fail(reason: unknown): void;
}

/** Who gets messages. */
export type Receiver = 'listener' | 'iterator';

/** A message in the queue, which has no other user. */
export interface QueuedMessage {
  readonly slab: Uint8Array;
  readonly at: number;
  /** Size on arrival: a listener that got it may have transferred the memory. */
  readonly bytes: number;
  /** The message is all of `slab`. False: messages beside it in the queue have the same slab. */
  readonly isAll: boolean;
  /** Who got it already: it is kept for the others only. */
  readonly receiver: Receiver | undefined;
}

/**
 * Messages that wait for async iterators or for a future listener. Bounded in number and bytes: at the limit the oldest
 * message is dropped and counted. After the end the remaining messages can still be read.
 */
export class MessageQueue {
  readonly #limit: number;
  readonly #maxBytes: number;
  #messages = new Fifo<QueuedMessage>();
  #bytes = 0;
  /** Iterators that have not ended. */
  #iterators = 0;
  readonly #waiters = new Set<Waiter>();
  #ended = false;
  #failure: Error | undefined;
  /** Messages that newer ones pushed out. */
  dropped = 0;

  /** `limit`: messages. `maxBytes`: bytes of all messages together. */
  constructor(limit: number, maxBytes: number) {
    this.#limit = limit;
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#messages.length;
  }

  /** Size of the queued messages. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether there is an iterator that gets new messages. */
  get hasIterators(): boolean {
    return this.#iterators > 0;
  }

  /** `receiver`: who got the message too. */
  push(data: Uint8Array, receiver?: Receiver): void {
    this.pushAll([queuedMessage(data, receiver)]);
  }

  pushAll(messages: readonly QueuedMessage[]): void {
    if (this.#ended) return;
    for (const message of messages) this.#add(message);
    this.#serve();
  }

  /** Removes all messages for a listener; none while there are iterators. */
  takeAll(): QueuedMessage[] {
    return this.hasIterators ? [] : this.#empty();
  }

  /** Returns messages to the front of the queue, but for those that iterators have. */
  putBack(messages: readonly QueuedMessage[]): void {
    const newer = this.#empty();
    for (const message of messages) if (message.receiver !== 'iterator') this.#add(message);
    for (const message of newer) this.#add(message);
    this.#serve();
  }

  /** Gives messages to the calls of `next` that wait for one. */
  #serve(): void {
    for (const waiter of this.#waiters) {
      if (this.#messages.length === 0) break;
      this.#waiters.delete(waiter);
      waiter.serve();
    }
    this.#dropOldest();
  }

  #add(message: QueuedMessage): void {
    this.#messages.push(message);
    this.#bytes += message.bytes;
  }

  #dropOldest(): void {
    while (this.#messages.length > this.#limit || this.#bytes > this.#maxBytes) {
      this.#shift();
      this.dropped++;
    }
  }

  #shift(): QueuedMessage | undefined {
    const first = this.#messages.shift();
    if (first !== undefined) this.#bytes -= first.bytes;
    return first;
  }

  #empty(): QueuedMessage[] {
    this.#bytes = 0;
    return this.#messages.takeAll();
  }

  /** An iterator ended. The messages left by the last one wait for another receiver, unless a listener got them. */
  #iteratorEnded(): void {
    this.#iterators--;
    if (this.hasIterators) return;
    for (const message of this.#empty()) if (message.receiver === undefined) this.#add(message);
  }

  /** No message follows. With `failure`, iterators throw it after the last message. */
  end(failure?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    for (const waiter of this.#waiters) {
      if (failure === undefined) waiter.end();
      else waiter.fail(failure);
    }
    this.#waiters.clear();
  }

  /** Iterators share the queue: each message goes to one of them. `signal` ends the wait with its reason. */
  iterate(signal?: AbortSignal): MessageIterator {
    return this.#iterate(() => ownMemory(this.#shift() as QueuedMessage), signal);
  }

  /** The same for batches: a batch has messages that arrived together. */
  iterateBatches(signal?: AbortSignal): BatchIterator {
    return this.#iterate(() => this.#shiftBatch(), signal);
  }

  /** The oldest message, and those after it that share its memory. The queue is not empty. */
  #shiftBatch(): MessageBatch {
    const first = this.#shift() as QueuedMessage;
    const { slab } = first;
    const batch = [first];
    while (!first.isAll && this.#messages.first?.slab === slab) batch.push(this.#shift() as QueuedMessage);
    return {
      slab,
      at: Int32Array.from(batch, ({ at }) => at),
      length: Int32Array.from(batch, ({ bytes }) => bytes),
      count: batch.length,
    };
  }

  /** `take`: takes what one call of `next` returns out of the queue, which is not empty. */
  #iterate<T>(take: () => T, signal: AbortSignal | undefined): QueueIterator<T> {
    let returned = false;
    let ended = false;
    this.#iterators++;
    const waiting = new Set<Waiter>();
    const end = (): void => {
      if (!ended) this.#iteratorEnded();
      ended = true;
    };
    const iterator: QueueIterator<T> = {
      next: async () => {
        if (returned) return done();
        try {
          signal?.throwIfAborted();
          return await this.#next(take, signal, waiting);
        } catch (reason) {
          // `for await` does not call `return` after an exception.
          end();
          throw reason;
        }
      },
      return: async () => {
        end();
        returned = true;
        for (const waiter of waiting) {
          this.#waiters.delete(waiter);
          waiter.end();
        }
        return done();
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  #next<T>(
    take: () => T,
    signal: AbortSignal | undefined,
    waiting: Set<Waiter>,
  ): Promise<IteratorResult<T, undefined>> {
    if (this.#messages.length > 0) return Promise.resolve({ done: false, value: take() });
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#ended) return Promise.resolve(done());
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        waiting.delete(waiter);
        signal?.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        this.#waiters.delete(waiter);
        waiter.fail(signal?.reason);
      };
      const waiter: Waiter = {
        serve: () => {
          settle();
          resolve({ done: false, value: take() });
        },
        end: () => {
          settle();
          resolve(done());
        },
        fail: (reason) => {
          settle();
          reject(reason);
        },
      };
      waiting.add(waiter);
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }
}

/** A message with memory of its own. */
export function queuedMessage(data: Uint8Array, receiver: Receiver | undefined): QueuedMessage {
  return { slab: data, at: 0, bytes: data.length, isAll: true, receiver };
}

/** The bytes of the message, which share no memory with another one. */
export function ownMemory({ slab, at, bytes, isAll }: QueuedMessage): Uint8Array {
  return isAll ? slab : slab.slice(at, at + bytes);
}

function done(): { done: true; value: undefined } {
  return { done: true, value: undefined };
}
