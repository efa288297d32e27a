// Ports of a module to a fifo outside it. A fifo has one reader and one writer.
import type { KernelEvent } from './event.ts';
import type { Fifo, FifoReader, FifoWriter } from './fifo.ts';
import type { Kernel } from './kernel.ts';
import { ModelError } from './model-error.ts';
import type { ThreadBody } from './wait.ts';

/** Names of the bound ports by fifo. */
const readers = new WeakMap<object, string>();
const writers = new WeakMap<object, string>();

/** Binds exactly once, before the first process runs. */
class FifoPort<T> {
  readonly name: string;
  #bound: Fifo<T> | undefined;

  constructor(kernel: Kernel, name: string) {
    this.name = name;
    kernel.atEndOfElaboration(() => {
      if (this.#bound === undefined) throw this.#unboundError();
    });
  }

  /**
   * The bound fifo.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_BINDING` while the port is not bound.
   */
  get fifo(): Fifo<T> {
    if (this.#bound === undefined) throw this.#unboundError();
    return this.#bound;
  }

  protected bindAs(role: string, fifo: Fifo<T>, ports: WeakMap<object, string>): void {
    if (this.#bound !== undefined) throw bindingError(this.name, `is already bound to ${this.#bound.name}`);
    const other = ports.get(fifo);
    if (other !== undefined) throw bindingError(this.name, `${fifo.name} already has ${other} as its ${role}`);
    ports.set(fifo, this.name);
    this.#bound = fifo;
  }

  #unboundError(): ModelError {
    return bindingError(this.name, 'is not bound to a fifo');
  }
}

/** The port through which a module reads a fifo (`sc_fifo_in`). */
export class FifoInPort<T> extends FifoPort<T> implements FifoReader<T> {
  /** @throws {ModelError} `ERR_WIRECHART_MODEL_BINDING` when the port is already bound or the fifo has a reader. */
  bind(fifo: Fifo<T>): void {
    this.bindAs('reader', fifo, readers);
  }

  get canRead(): boolean {
    return this.fifo.canRead;
  }

  get available(): number {
    return this.fifo.available;
  }

  get dataWritten(): KernelEvent {
    return this.fifo.dataWritten;
  }

  get(): T {
    return this.fifo.get();
  }

  read(): Generator<KernelEvent, T, boolean> {
    return this.fifo.read();
  }
}

/** The port through which a module writes a fifo (`sc_fifo_out`). */
export class FifoOutPort<T> extends FifoPort<T> implements FifoWriter<T> {
  /** @throws {ModelError} `ERR_WIRECHART_MODEL_BINDING` when the port is already bound or the fifo has a writer. */
  bind(fifo: Fifo<T>): void {
    this.bindAs('writer', fifo, writers);
  }

  get canWrite(): boolean {
    return this.fifo.canWrite;
  }

  get free(): number {
    return this.fifo.free;
  }

  get dataRead(): KernelEvent {
    return this.fifo.dataRead;
  }

  put(item: T): void {
    this.fifo.put(item);
  }

  write(item: T): ThreadBody {
    return this.fifo.write(item);
  }
}

function bindingError(where: string, reason: string): ModelError {
  return new ModelError('ERR_WIRECHART_MODEL_BINDING', where, reason);
}
