import type { KernelEvent } from './event.ts';
import type { Fifo, FifoReader, FifoWriter } from './fifo.ts';
import type { Kernel } from './kernel.ts';
import { ModelError } from './model-error.ts';
import type { ThreadBody } from './wait.ts';

/** Fifos by the side that is taken: a fifo has one reader and one writer. */
const readers = new WeakMap<object, string>();
const writers = new WeakMap<object, string>();

/** Shared by both directions: bound exactly once, before the first process runs. */
class FifoPort<T> {
  readonly name: string;
  #bound: Fifo<T> | undefined;

  constructor(kernel: Kernel, name: string) {
    this.name = name;
    kernel.atEndOfElaboration(() => {
      if (this.#bound === undefined) throw this.#unbound();
    });
  }

  /** The fifo behind the port. Throws ModelError while there is none. */
  get fifo(): Fifo<T> {
    if (this.#bound === undefined) throw this.#unbound();
    return this.#bound;
  }

  protected take(fifo: Fifo<T>, taken: WeakMap<object, string>, role: string): void {
    if (this.#bound !== undefined) throw binding(this.name, `is already bound to ${this.#bound.name}`);
    const other = taken.get(fifo);
    if (other !== undefined) throw binding(this.name, `${fifo.name} already has ${other} as its ${role}`);
    taken.set(fifo, this.name);
    this.#bound = fifo;
  }

  #unbound(): ModelError {
    return binding(this.name, 'is not bound to a fifo');
  }
}

/** Where a module reads a fifo that lives outside it. */
export class FifoInPort<T> extends FifoPort<T> implements FifoReader<T> {
  /** Throws ModelError when the port is bound, or the fifo has a reader. */
  bind(fifo: Fifo<T>): void {
    this.take(fifo, readers, 'reader');
  }

  get canRead(): boolean {
    return this.fifo.canRead;
  }

  get available(): number {
    return this.fifo.available;
  }

  get written(): KernelEvent {
    return this.fifo.written;
  }

  get(): T {
    return this.fifo.get();
  }

  read(): Generator<KernelEvent, T, boolean> {
    return this.fifo.read();
  }
}

/** Where a module writes a fifo that lives outside it. */
export class FifoOutPort<T> extends FifoPort<T> implements FifoWriter<T> {
  /** Throws ModelError when the port is bound, or the fifo has a writer. */
  bind(fifo: Fifo<T>): void {
    this.take(fifo, writers, 'writer');
  }

  get canWrite(): boolean {
    return this.fifo.canWrite;
  }

  get free(): number {
    return this.fifo.free;
  }

  get taken(): KernelEvent {
    return this.fifo.taken;
  }

  put(item: T): void {
    this.fifo.put(item);
  }

  write(item: T): ThreadBody {
    return this.fifo.write(item);
  }
}

function binding(where: string, reason: string): ModelError {
  return new ModelError('ERR_WIRECHART_MODEL_BINDING', where, reason);
}
