import type { DatagramSocketHandlers, SendBuffer } from '../datagram-socket.ts';

/** An error of sending, and the datagram that was not sent. */
interface SendError {
  /** Undefined: the error concerns no datagram of a buffer. */
  readonly buffer: SendBuffer | undefined;
  readonly index: number;
  readonly error: NodeJS.ErrnoException;
}

/** What one delivery tells. */
interface Reports {
  readonly errors: SendError[];
  /** The first `count` are buffers to return; the array keeps its memory. */
  readonly buffers: (SendBuffer | undefined)[];
  count: number;
}

/** The results of sending, which the handlers of a socket are told from the event loop. */
export class SendReports {
  readonly #handlers: Pick<DatagramSocketHandlers, 'sent' | 'unsent'>;
  readonly #failure: (error: NodeJS.ErrnoException) => void;
  #collected: Reports = { errors: [], buffers: [], count: 0 };
  /** What is being told; a handler that throws leaves a rest. */
  #told: Reports = { errors: [], buffers: [], count: 0 };
  #unsent = 0;
  #returned = 0;
  #failures = 0;
  #scheduled = false;

  /** `failure` is called for each error, after the handlers of its datagram and buffer. */
  constructor(
    handlers: Pick<DatagramSocketHandlers, 'sent' | 'unsent'>,
    failure: (error: NodeJS.ErrnoException) => void,
  ) {
    this.#handlers = handlers;
    this.#failure = failure;
  }

  /** The socket no longer uses a buffer. Bound, so that no function is made for each call. */
  readonly finished = (buffer: SendBuffer): void => {
    if (this.#collected.errors.length === 0 && this.#isTold()) {
      // At once: the next datagrams are written into memory that the processor still has in its cache.
      try {
        this.#handlers.sent(buffer);
      } catch (error) {
        // Not to the caller of `flush`, who has nothing to do with it.
        setImmediate(() => {
          throw error;
        });
      }
      return;
    }
    this.#collected.buffers[this.#collected.count++] = buffer;
  };

  /** A datagram was not sent; or without a buffer, an earlier one caused an error. Before `finished` of the buffer. */
  failed(error: NodeJS.ErrnoException, buffer: SendBuffer | undefined, index: number): void {
    this.#collected.errors.push({ buffer, index, error });
  }

  /** Tells the handlers later what there is to tell. */
  deliverLater(): void {
    if (this.#scheduled || (this.#collected.count === 0 && this.#collected.errors.length === 0)) return;
    this.#schedule();
  }

  /** The socket is closed: buffers are returned, and errors are not reported. */
  dropErrors(): void {
    this.#collected.errors.length = 0;
    this.#told.errors.length = 0;
  }

  /** Not a microtask: a handler that sends again must not keep the event loop from receiving. */
  #schedule(): void {
    this.#scheduled = true;
    setImmediate(this.#deliver);
  }

  readonly #deliver = (): void => {
    if (this.#isTold()) {
      // `dropErrors` may have removed what was not told.
      this.#clear();
      const told = this.#told;
      this.#told = this.#collected;
      this.#collected = told;
    }
    try {
      this.#tell();
    } finally {
      this.#scheduled = false;
      if (!this.#isTold()) this.#schedule();
      else this.#clear();
      this.deliverLater();
    }
  };

  #isTold(): boolean {
    return this.#returned >= this.#told.count && this.#failures >= this.#told.errors.length;
  }

  /** Counts first: what throws is not told again. */
  #tell(): void {
    const { errors, buffers } = this.#told;
    while (this.#unsent < errors.length) {
      const { buffer, index, error } = errors[this.#unsent++] as SendError;
      if (buffer !== undefined) this.#handlers.unsent(buffer, index, error);
    }
    while (this.#returned < this.#told.count) {
      const buffer = buffers[this.#returned] as SendBuffer;
      buffers[this.#returned++] = undefined;
      this.#handlers.sent(buffer);
    }
    while (this.#failures < errors.length) this.#failure((errors[this.#failures++] as SendError).error);
  }

  #clear(): void {
    this.#told.errors.length = 0;
    this.#told.count = 0;
    this.#unsent = 0;
    this.#returned = 0;
    this.#failures = 0;
  }
}
