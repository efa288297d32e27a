import { KernelEvent } from './event.ts';
import { ModelError } from './model-error.ts';
import type { Scheduler, UpdatingChannel } from './scheduler.ts';
import type { ThreadBody } from './wait.ts';

/** Sees every item go in and out of a fifo, without the model's knowledge. */
export interface FifoObserver<T> {
  put(item: T, now: number): void;
  got(item: T, now: number): void;
}

/** What a reader of a fifo holds. */
export interface FifoReader<T> {
  readonly canRead: boolean;
  readonly available: number;
  /** Fires one delta cycle after something was put. */
  readonly written: KernelEvent;
  get(): T;
  read(): Generator<KernelEvent, T, boolean>;
}

/** What a writer of a fifo holds. */
export interface FifoWriter<T> {
  readonly canWrite: boolean;
  readonly free: number;
  /** Fires one delta cycle after something was taken. */
  readonly taken: KernelEvent;
  put(item: T): void;
  write(item: T): ThreadBody;
}

/**
 * A bounded queue with the semantics of `sc_fifo`: what is put can be read, and what is taken makes room, one delta
 * cycle later, so the outcome does not depend on which process runs first.
 */
export class Fifo<T> implements FifoReader<T>, FifoWriter<T>, UpdatingChannel {
  readonly name: string;
  readonly depth: number;
  readonly written: KernelEvent;
  readonly taken: KernelEvent;
  updateRequested = false;
  observer: FifoObserver<T> | undefined;
  readonly #scheduler: Scheduler;
  /** A ring; a slot outside [readAt, readAt + used) holds undefined. */
  readonly #ring: (T | undefined)[];
  #readAt = 0;
  #used = 0;
  /** As of the last update phase. */
  #readable = 0;
  #gotNow = 0;
  #putNow = 0;

  /** Throws ModelError when `depth` is not a whole number from 1. */
  constructor(scheduler: Scheduler, name: string, depth: number) {
    if (!Number.isSafeInteger(depth) || depth < 1) {
      throw new ModelError('ERR_WIRECHART_MODEL_FIFO', name, `depth ${depth} is not a whole number from 1`);
    }
    this.#scheduler = scheduler;
    this.name = name;
    this.depth = depth;
    this.#ring = new Array<T | undefined>(depth).fill(undefined);
    this.written = new KernelEvent(scheduler, `${name}.written`);
    this.taken = new KernelEvent(scheduler, `${name}.taken`);
  }

  get available(): number {
    return this.#readable - this.#gotNow;
  }

  get free(): number {
    return this.depth - this.#readable - this.#putNow;
  }

  get canRead(): boolean {
    return this.#readable > this.#gotNow;
  }

  get canWrite(): boolean {
    return this.depth > this.#readable + this.#putNow;
  }

  /** Takes the oldest item. Throws ModelError when `canRead` is false. */
  get(): T {
    if (!this.canRead) throw new ModelError('ERR_WIRECHART_MODEL_FIFO', this.name, 'get from an empty fifo');
    const at = this.#readAt;
    // The slot was filled by `put`, so it holds a T even where T includes undefined.
    const item = this.#ring[at] as T;
    this.#ring[at] = undefined;
    this.#readAt = at + 1 === this.depth ? 0 : at + 1;
    this.#used--;
    this.#gotNow++;
    this.#scheduler.requestUpdate(this);
    this.observer?.got(item, this.#scheduler.now);
    return item;
  }

  /** Appends an item. Throws ModelError when `canWrite` is false. */
  put(item: T): void {
    if (!this.canWrite) throw new ModelError('ERR_WIRECHART_MODEL_FIFO', this.name, 'put into a full fifo');
    this.#ring[(this.#readAt + this.#used) % this.depth] = item;
    this.#used++;
    this.#putNow++;
    this.#scheduler.requestUpdate(this);
    this.observer?.put(item, this.#scheduler.now);
  }

  /** `const item = yield* fifo.read()`: waits for one. In hot loops wait in place instead. */
  *read(): Generator<KernelEvent, T, boolean> {
    while (!this.canRead) yield this.written;
    return this.get();
  }

  /** `yield* fifo.write(item)`: waits for room. In hot loops wait in place instead. */
  *write(item: T): ThreadBody {
    while (!this.canWrite) yield this.taken;
    this.put(item);
  }

  /** For the scheduler. */
  update(): void {
    // Later first: notifications of one delta fire from the last to the first.
    if (this.#gotNow > 0) this.taken.notifyDelta();
    if (this.#putNow > 0) this.written.notifyDelta();
    this.#readable = this.#used;
    this.#gotNow = 0;
    this.#putNow = 0;
  }
}
