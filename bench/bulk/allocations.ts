// Allocated memory for one message: the growth of the heap between two acknowledgements without a collection between them.
import process from 'node:process';

/** Bytes for one message. */
export interface Allocation {
  /** Objects in the heap of V8. */
  readonly heap: number;
  /** Memory of ArrayBuffers, outside of the heap. */
  readonly backingStores: number;
}

/** Name of the environment variable that makes the programs measure. */
export const MEASURE_ALLOCATION = 'WIRECHART_BENCH_ALLOCATION';

/** With so large a young generation few collections disturb the measurement. */
export const ALLOCATION_OPTIONS = ['--max-semi-space-size=64', '--min-semi-space-size=64'];

export function isMeasuringAllocation(): boolean {
  return process.env[MEASURE_ALLOCATION] !== undefined;
}

/** Sums the growth of the heap. Intervals in which it shrinks have a collection, and are left out. */
export class Allocations {
  readonly #read: () => Pick<NodeJS.MemoryUsage, 'heapUsed' | 'arrayBuffers'>;
  #last: { readonly heap: number; readonly backingStores: number; readonly count: number } | undefined;
  readonly #heap = { bytes: 0, messages: 0 };
  readonly #backingStores = { bytes: 0, messages: 0 };
  /** Bytes that a reading itself allocates in the heap. */
  readonly #own: number;

  /** `read`: for tests. */
  constructor(read: () => Pick<NodeJS.MemoryUsage, 'heapUsed' | 'arrayBuffers'> = process.memoryUsage) {
    this.#read = read;
    const readings = [read(), read(), read()].map(({ heapUsed }) => heapUsed) as [number, number, number];
    this.#own = Math.max(0, Math.min(readings[1] - readings[0], readings[2] - readings[1]));
  }

  /** `count`: messages so far. */
  tick(count: number): void {
    const { heapUsed: heap, arrayBuffers: backingStores } = this.#read();
    const last = this.#last;
    this.#last = { heap, backingStores, count };
    if (last === undefined) return;
    const messages = count - last.count;
    add(this.#heap, heap - last.heap - this.#own, messages);
    add(this.#backingStores, backingStores - last.backingStores, messages);
  }

  report(): Allocation {
    return { heap: quotient(this.#heap), backingStores: quotient(this.#backingStores) };
  }
}

function add(sum: { bytes: number; messages: number }, bytes: number, messages: number): void {
  if (bytes < 0) return;
  sum.bytes += bytes;
  sum.messages += messages;
}

function quotient({ bytes, messages }: { readonly bytes: number; readonly messages: number }): number {
  return messages === 0 ? 0 : bytes / messages;
}
