// What the server of the layer `connections` reports about its memory.
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import type { MemoryReading } from './settings.ts';

/** Milliseconds between two samples of a peak. */
const SAMPLE_INTERVAL = 20;

/**
 * Waits `idle` milliseconds, collects the garbage, waits `settle` milliseconds, and reads the memory. Needs --expose-gc.
 */
export async function settledMemory(idle: number, settle: number, sessions: () => number): Promise<MemoryReading> {
  await wait(idle);
  // The second collection frees what the finalizers of the first one released.
  for (let count = 0; count < 2; count++) {
    collect();
    await wait(0);
  }
  await wait(settle);
  const { rss, heapUsed: heap, arrayBuffers, external } = process.memoryUsage();
  return { rss, heap, arrayBuffers, external, sessions: sessions() };
}

function collect(): void {
  if (globalThis.gc === undefined) throw new Error('the server needs --expose-gc');
  globalThis.gc();
}

/** Samples the resident memory on a timer. */
export class PeakMemory {
  #timer: NodeJS.Timeout | undefined;
  #peak = 0;

  start(): void {
    this.#peak = process.memoryUsage.rss();
    this.#timer = setInterval(() => this.#sample(), SAMPLE_INTERVAL);
  }

  /** Ends the sampling. The largest sample, in bytes. */
  stop(): number {
    clearInterval(this.#timer);
    this.#sample();
    return this.#peak;
  }

  #sample(): void {
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss());
  }
}
