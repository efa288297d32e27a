import type { EntryHandler, RingConsumer } from '../../ring/ring-consumer.ts';

/** Entries that are read in one turn of the event loop. */
const MAX_ENTRIES = 256;

/** Reads a ring from the event loop of its thread, a batch in a turn. It does not keep the thread alive. */
export class RingReader {
  readonly #consumer: RingConsumer;
  readonly #handler: EntryHandler;
  readonly #batchEnd: () => void;
  readonly #failed: (error: unknown) => void;
  #stopped = false;

  /**
   * `batchEnd` is called after the entries of a turn. `failed`: the memory of the ring is corrupt, or a function threw;
   * nothing is read any more.
   */
  constructor(consumer: RingConsumer, handler: EntryHandler, batchEnd: () => void, failed: (error: unknown) => void) {
    this.#consumer = consumer;
    this.#handler = handler;
    this.#batchEnd = batchEnd;
    this.#failed = failed;
  }

  start(): void {
    this.#listen();
  }

  /** Reads no more. */
  stop(): void {
    this.#stopped = true;
  }

  /** Reads all that was written, before `stop`: no thread writes any more. */
  drain(): void {
    try {
      while (!this.#stopped && this.#consumer.read(this.#handler, MAX_ENTRIES) > 0) this.#batchEnd();
    } catch {
      // What a thread wrote before its end may be corrupt.
    }
  }

  #listen(): void {
    const ready = this.#consumer.ready();
    if (ready === undefined) setImmediate(this.#turn);
    else void ready.then(this.#turn);
  }

  readonly #turn = (): void => {
    if (this.#stopped) return;
    try {
      this.#consumer.read(this.#handler, MAX_ENTRIES);
      this.#batchEnd();
      this.#listen();
    } catch (error) {
      this.#stopped = true;
      this.#failed(error);
    }
  };
}
