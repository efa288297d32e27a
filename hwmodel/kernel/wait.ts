import type { KernelEvent } from './event.ts';

/**
 * What a process may wait for:
 * an event; a number of picoseconds (0: one delta cycle); any of several events, perhaps not for ever;
 * undefined: its static sensitivity.
 */
export type Wait = KernelEvent | number | AnyOf | undefined;

/**
 * A thread's body. `yield` waits and gives true when a time limit ended the wait. Write waits in place
 * (`while (!fifo.canRead) yield fifo.written;`): delegating with `yield*` costs a quarter of the speed.
 */
export type ThreadBody = Generator<Wait, void, boolean>;

/** Waits until one of the events fires, or until `timeoutPs` have passed. May be yielded again and again. */
export class AnyOf {
  /** Without duplicates. */
  readonly events: readonly KernelEvent[];
  /** Undefined: no limit. 0 is one delta cycle. */
  readonly timeoutPs: number | undefined;

  constructor(events: readonly KernelEvent[], timeoutPs?: number) {
    this.events = [...new Set(events)];
    this.timeoutPs = timeoutPs;
  }
}
