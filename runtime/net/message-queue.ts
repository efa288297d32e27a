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

/**
 * Messages between a session and its async iterators. Bounded: when nobody reads, the oldest message goes, as a
 * datagram may, and is counted. After the end what is left can still be read.
 */
export class MessageQueue {
  readonly #limit: number;
  #messages: Uint8Array[] = [];
  readonly #waiters = new Set<Waiter>();
  #ended = false;
  #failure: Error | undefined;
  /** Messages that were pushed out by newer ones. */
  dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#messages.length;
  }

  push(message: Uint8Array): void {
    if (this.#ended) return;
    for (const waiter of this.#waiters) {
      this.#waiters.delete(waiter);
      waiter.resolve({ done: false, value: message });
      return;
    }
    this.#messages.push(message);
    if (this.#messages.length <= this.#limit) return;
    this.#messages.shift();
    this.dropped++;
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
    const waiting = new Set<Waiter>();
    const iterator: MessageIterator = {
      next: async () => {
        if (left) return done();
        signal?.throwIfAborted();
        return await this.#next(signal, waiting);
      },
      return: async () => {
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
    const message = this.#messages.shift();
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
