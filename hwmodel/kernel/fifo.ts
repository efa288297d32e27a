// A fifo channel (`sc_fifo`).
import { KernelEvent } from './event.ts';
import { ModelError } from './model-error.ts';
import type { PrimitiveChannel, Scheduler } from './scheduler.ts';
import type { ThreadBody } from './wait.ts';

/** Is called for every item that is put into or taken from a fifo, with the simulated time in picoseconds. */
export interface FifoObserver<T> {
  itemPut(item: T, nowPs: number): void;
  itemTaken(item: T, nowPs: number): void;
}

/** The interface for the reader of a fifo (`sc_fifo_in_if`). */
export interface FifoReader<T> {
  readonly canRead: boolean;
  /** Number of items that can be taken now, from 0 to the depth. */
  readonly available: number;
  /** Triggered one delta cycle after an item was put; `data_written_event` of SystemC. */
  readonly dataWritten: KernelEvent;
  get(): T;
  read(): Generator<KernelEvent, T, boolean>;
}

/** The interface for the writer of a fifo (`sc_fifo_out_if`). */
export interface FifoWriter<T> {
  readonly canWrite: boolean;
  /** Number of items that can be put now, from 0 to the depth. */
  readonly free: number;
  /** Triggered one delta cycle after an item was taken; `data_read_event` of SystemC. */
  readonly dataRead: KernelEvent;
  put(item: T): void;
  write(item: T): ThreadBody;
}

/**
 * A bounded queue with the semantics of `sc_fifo`: an item can be read, and its slot can be written again, one delta
 * cycle after the access, so the result does not depend on the order of the processes.
 */
export class Fifo<T> implements FifoReader<T>, FifoWriter<T>, PrimitiveChannel {
  readonly name: string;
  /** Number of slots, from 1. */
  readonly depth: number;
  readonly dataWritten: KernelEvent;
  readonly dataRead: KernelEvent;
  updateRequested = false;
  observer: FifoObserver<T> | undefined;
  readonly #scheduler: Scheduler;
  /** A ring buffer; a slot outside [readIndex, readIndex + used) holds undefined. */
  readonly #ring: (T | undefined)[];
  #readIndex = 0;
  #used = 0;
  /** Items that can be read, as of the last update phase. */
  #readable = 0;
  #takenInCycle = 0;
  #putInCycle = 0;

  /** @throws {ModelError} `ERR_WIRECHART_MODEL_FIFO` when `depth` is not a whole number from 1. */
  constructor(scheduler: Scheduler, name: string, depth: number) {
    if (!Number.isSafeInteger(depth) || depth < 1) {
      throw new ModelError('ERR_WIRECHART_MODEL_FIFO', name, `depth ${depth} is not a whole number from 1`);
    }
    this.#scheduler = scheduler;
    this.name = name;
    this.depth = depth;
    this.#ring = new Array<T | undefined>(depth).fill(undefined);
    this.dataWritten = new KernelEvent(scheduler, `${name}.dataWritten`);
    this.dataRead = new KernelEvent(scheduler, `${name}.dataRead`);
  }

  get available(): number {
    return this.#readable - this.#takenInCycle;
  }

  get free(): number {
    return this.depth - this.#readable - this.#putInCycle;
  }

  get canRead(): boolean {
    return this.#readable > this.#takenInCycle;
  }

  get canWrite(): boolean {
    return this.depth > this.#readable + this.#putInCycle;
  }

  /**
   * Takes the oldest item without waiting.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_FIFO` when `canRead` is false.
   */
  get(): T {
    if (!this.canRead) throw new ModelError('ERR_WIRECHART_MODEL_FIFO', this.name, 'get from an empty fifo');
    const at = this.#readIndex;
    // `put` has filled the slot, so it holds a T even when T includes undefined.
    const item = this.#ring[at] as T;
    this.#ring[at] = undefined;
    this.#readIndex = at + 1 === this.depth ? 0 : at + 1;
    this.#used--;
    this.#takenInCycle++;
    this.#scheduler.requestUpdate(this);
    this.observer?.itemTaken(item, this.#scheduler.now);
    return item;
  }

  /**
   * Appends an item without waiting.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_FIFO` when `canWrite` is false.
   */
  put(item: T): void {
    if (!this.canWrite) throw new ModelError('ERR_WIRECHART_MODEL_FIFO', this.name, 'put into a full fifo');
    this.#ring[(this.#readIndex + this.#used) % this.depth] = item;
    this.#used++;
    this.#putInCycle++;
    this.#scheduler.requestUpdate(this);
    this.observer?.itemPut(item, this.#scheduler.now);
  }

  /** Waits for an item and takes it: `const item = yield* fifo.read()`. In frequently executed code wait in place. */
  *read(): Generator<KernelEvent, T, boolean> {
    while (!this.canRead) yield this.dataWritten;
    return this.get();
  }

  /**
   * Waits for a free slot and appends the item: `yield* fifo.write(item)`. In frequently executed code wait in place.
   */
  *write(item: T): ThreadBody {
    while (!this.canWrite) yield this.dataRead;
    this.put(item);
  }

  /** For the scheduler. */
  update(): void {
    // In this order, because delta notifications are triggered from the last to the first.
    if (this.#takenInCycle > 0) this.dataRead.notifyDelta();
    if (this.#putInCycle > 0) this.dataWritten.notifyDelta();
    this.#readable = this.#used;
    this.#takenInCycle = 0;
    this.#putInCycle = 0;
  }
}
