import { Fifo } from './fifo.ts';

/**
 * Reads messages one by one, and in `for await`. Not an AsyncIterableIterator: before TypeScript 5.6 that cannot say
 * that there is no value at the end.
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

/** A message that waits. */
interface Waiting {
  readonly data: Uint8Array;
  /** Bytes when it came: a listener that had it may have transferred them. */
  readonly bytes: number;
  /** A listener had it already: it is kept for iterators only. */
  readonly heard: boolean;
}

/**
 * Messages between a session and its async iterators, or a listener that is still to come. Bounded in number and bytes:
 * when nobody reads, the oldest message goes, as a datagram may, and is counted. After the end what is left can still be
 * read.
 */
export class MessageQueue {
  readonly #limit: number;
  readonly #maxBytes: number;
  #messages = new Fifo<Waiting>();
  #bytes = 0;
  /** Iterators that were made and not left. */
  #iterators = 0;
  readonly #waiters = new Set<Waiter>();
  #ended = false;
  #failure: Error | undefined;
  /** Messages that were pushed out by newer ones. */
  dropped = 0;

  /** `limit`: messages. `maxBytes`: bytes of all messages together. */
  constructor(limit: number, maxBytes: number) {
    this.#limit = limit;
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#messages.length;
  }

  /** Bytes of the messages that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Somebody iterates: messages that come belong to the iterators too. */
  get iterated(): boolean {
    return this.#iterators > 0;
  }

  /** `heard`: a listener had the message too. */
  push(data: Uint8Array, heard = false): void {
    if (this.#ended) return;
    for (const waiter of this.#waiters) {
      this.#waiters.delete(waiter);
      waiter.resolve({ done: false, value: data });
      return;
    }
    this.#keep({ data, bytes: data.length, heard });
  }

  /** Takes everything out, for a listener; or nothing while somebody iterates, whose messages they are. */
  takeAll(): Uint8Array[] {
    if (this.iterated) return [];
    return this.#empty().map(({ data }) => data);
  }

  /** What was taken out and not delivered: it is older than what has come since. */
  putBack(messages: readonly Uint8Array[]): void {
    const later = this.#empty();
    for (const data of messages) this.#keep({ data, bytes: data.length, heard: false });
    for (const message of later) this.#keep(message);
  }

  #keep(message: Waiting): void {
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

  #empty(): Waiting[] {
    this.#bytes = 0;
    return this.#messages.takeAll();
  }

  /** An iterator was left. What the last one leaves behind waits for somebody else, unless a listener had it. */
  #leave(): void {
    this.#iterators--;
    if (this.iterated) return;
    for (const message of this.#empty()) if (!message.heard) this.#keep(message);
  }

  /** No message follows. With `failure`, the readers of today and tomorrow get it once the rest is read. */
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
    let left = false;
    let over = false;
    this.#iterators++;
    const waiting = new Set<Waiter>();
    const leave = (): void => {
      if (!over) this.#leave();
      over = true;
    };
    const iterator: MessageIterator = {
      next: async () => {
        if (left) return done();
        try {
          signal?.throwIfAborted();
          return await this.#next(signal, waiting);
        } catch (reason) {
          // `for await` calls no `return` after this.
          leave();
          throw reason;
        }
      },
      return: async () => {
        leave();
        left = true;
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
