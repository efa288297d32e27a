import type { KernelEvent } from './event.ts';

/**
 * What a process can wait for: an event; a number of picoseconds (0: one delta cycle); any of several events, with or
 * without a time limit; or undefined: its static sensitivity.
 */
export type Wait = KernelEvent | number | AnyOf | undefined;

/**
 * The body of a thread (`SC_THREAD`). `yield` waits, and returns true when a time limit ended the wait. In frequently
 * executed code write the wait in place (`while (!fifo.canRead) yield fifo.dataWritten;`): delegation with `yield*`
 * takes about a quarter of the speed.
 */
export type ThreadBody = Generator<Wait, void, boolean>;

/** Waits until one of the events is triggered or `timeoutPs` picoseconds have passed. Can be yielded repeatedly. */
export class AnyOf {
  /** Without duplicates. */
  readonly events: readonly KernelEvent[];
  /** Picoseconds. Undefined: no limit. 0 is one delta cycle. */
  readonly timeoutPs: number | undefined;

  constructor(events: readonly KernelEvent[], timeoutPs?: number) {
    this.events = [...new Set(events)];
    this.timeoutPs = timeoutPs;
  }
}
