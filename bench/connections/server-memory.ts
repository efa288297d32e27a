// What the server of the layer `connections` reports about its memory.
import { Session } from 'node:inspector/promises';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import type { MemoryReading } from './settings.ts';

/** Milliseconds between two samples of a peak. */
const SAMPLE_INTERVAL = 20;

/** Waits `idle` milliseconds, collects the garbage, waits `settle` milliseconds, and reads the memory. */
export async function settledMemory(idle: number, settle: number, sessions: () => number): Promise<MemoryReading> {
  await wait(idle);
  // The second collection frees what the finalizers of the first one released.
  for (let count = 0; count < 2; count++) await collect();
  await wait(settle);
  const { rss, heapUsed: heap, heapTotal: committedHeap, arrayBuffers, external } = process.memoryUsage();
  return { rss, heap, committedHeap, arrayBuffers, external, sessions: sessions() };
}

/** The collection of a low-memory notification: it also compacts pages and returns them, unlike `gc()` of --expose-gc. */
async function collect(): Promise<void> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}

/** Samples the RSS on a timer. */
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
