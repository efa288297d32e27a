import { Fifo } from './fifo.ts';

/**
 * Reads messages one by one or in `for await`. It is not an AsyncIterableIterator: before TypeScript 5.6 that type cannot
 * express that the end has no value.
 */
export interface MessageIterator extends AsyncIterator<Uint8Array, undefined> {
  next(): Promise<IteratorResult<Uint8Array, undefined>>;
  return(): Promise<IteratorResult<Uint8Array, undefined>>;
  [Symbol.asyncIterator](): MessageIterator;
}

interface Waiter {
  readonly resolve: (result: IteratorResult<Uint8Array, undefined>) => void;
  readonly reject: (reason: unknown) => void;
}

/** A message in the queue. */
interface QueuedMessage {
  readonly data: Uint8Array;
  /** Size on arrival: a listener that got it may have transferred the memory. */
  readonly bytes: number;
  /** A listener got it: it is kept for iterators only. */
  readonly delivered: boolean;
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

  /** `delivered`: a listener got the message too. */
  push(data: Uint8Array, delivered = false): void {
    if (this.#ended) return;
    for (const waiter of this.#waiters) {
      this.#waiters.delete(waiter);
      waiter.resolve({ done: false, value: data });
      return;
    }
    this.#keep({ data, bytes: data.length, delivered });
  }

  /** Removes all messages for a listener; none while there are iterators. */
  takeAll(): Uint8Array[] {
    if (this.hasIterators) return [];
    return this.#empty().map(({ data }) => data);
  }

  /** Returns messages to the front of the queue. */
  putBack(messages: readonly Uint8Array[]): void {
    const newer = this.#empty();
    for (const data of messages) this.#keep({ data, bytes: data.length, delivered: false });
    for (const message of newer) this.#keep(message);
  }

  #keep(message: QueuedMessage): void {
    this.#messages.push(message);
    this.#bytes += message.bytes;
    while (this.#messages.length > this.#limit || this.#bytes > this.#maxBytes) {
      this.#shift();
      this.dropped++;
    }
  }

  #shift(): Uint8Array | undefined {
    const first = this.#messages.shift();
    if (first !== undefined) this.#bytes -= first.bytes;
    return first?.data;
  }

  #empty(): QueuedMessage[] {
    this.#bytes = 0;
    return this.#messages.takeAll();
  }

  /** An iterator ended. The messages left by the last one wait for another receiver, unless a listener got them. */
  #iteratorEnded(): void {
    this.#iterators--;
    if (this.hasIterators) return;
    for (const message of this.#empty()) if (!message.delivered) this.#keep(message);
  }

  /** No message follows. With `failure`, iterators throw it after the last message. */
  end(failure?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    for (const waiter of this.#waiters) {
      if (failure === undefined) waiter.resolve(done());
      else waiter.reject(failure);
    }
    this.#waiters.clear();
  }

  /** Iterators share the queue: each message goes to one of them. `signal` ends the wait with its reason. */
  iterate(signal?: AbortSignal): MessageIterator {
    let returned = false;
    let ended = false;
    this.#iterators++;
    const waiting = new Set<Waiter>();
    const end = (): void => {
      if (!ended) this.#iteratorEnded();
      ended = true;
    };
    const iterator: MessageIterator = {
      next: async () => {
        if (returned) return done();
        try {
          signal?.throwIfAborted();
          return await this.#next(signal, waiting);
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
          waiter.resolve(done());
        }
        return done();
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  #next(signal: AbortSignal | undefined, waiting: Set<Waiter>): Promise<IteratorResult<Uint8Array, undefined>> {
    const message = this.#shift();
    if (message !== undefined) return Promise.resolve({ done: false, value: message });
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#ended) return Promise.resolve(done());
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        waiting.delete(waiter);
        signal?.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        this.#waiters.delete(waiter);
        waiter.reject(signal?.reason);
      };
      const waiter: Waiter = {
        resolve: (result) => {
          settle();
          resolve(result);
        },
        reject: (reason) => {
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

function done(): { done: true; value: undefined } {
  return { done: true, value: undefined };
}
