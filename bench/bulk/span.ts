import { type Allocation, Allocations, isMeasuringAllocation } from './allocations.ts';
import type { BulkRole, BulkSettings } from './settings.ts';

/** What one process reports on standard output when it ends. */
export interface SideReport {
  readonly role: BulkRole;
  /** Messages within the measurement. */
  readonly messages: number;
  /** All messages. */
  readonly total: number;
  /** Duration of the measurement, and the CPU time of all threads in it, in milliseconds. */
  readonly wall: number;
  readonly cpu: number;
  /** When the measurement ended, in the time of `performance.now()`; programs in C do not report it. */
  readonly ended?: number;
  /** Allocated bytes for one message, where the process measures them. */
  readonly allocation?: Allocation;
}

/** Time and CPU of one side, from the end of the warm-up to the last message. */
export class Span {
  readonly #warmUp: number;
  readonly #warmUpMessages: number;
  #origin: number | undefined;
  readonly #allocations = isMeasuringAllocation() ? new Allocations() : undefined;
  #start: { readonly wall: number; readonly cpu: number; readonly count: number } | undefined;

  constructor({ warmUp, warmUpMessages }: Pick<BulkSettings, 'warmUp' | 'warmUpMessages'>) {
    this.#warmUp = warmUp;
    this.#warmUpMessages = warmUpMessages;
  }

  /** Reads the clock; `count` messages are done. Returns the milliseconds of measurement; undefined: not started. */
  tick(count: number): number | undefined {
    const now = performance.now();
    this.#origin ??= now;
    const isWarm = now - this.#origin >= this.#warmUp && count >= this.#warmUpMessages;
    if (isWarm) this.#allocations?.tick(count);
    if (isWarm) this.#start ??= { wall: now, cpu: cpuTime(), count };
    return this.#start && now - this.#start.wall;
  }

  report(role: BulkRole, total: number): SideReport {
    const start = this.#start ?? { wall: performance.now(), cpu: cpuTime(), count: total };
    const ended = performance.now();
    const wall = ended - start.wall;
    const allocation = this.#allocations && { allocation: this.#allocations.report() };
    return { role, messages: total - start.count, total, wall, cpu: cpuTime() - start.cpu, ended, ...allocation };
  }
}

/** CPU time of this process, in milliseconds. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
