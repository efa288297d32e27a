import { ModelError } from './model-error.ts';
import type { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import type { TimedEntry } from './timed-heap.ts';

/** A list that keeps its store and removes by moving the last element into the hole. */
class Waiters {
  readonly items: Process[] = [];
  count = 0;

  add(process: Process): void {
    this.items[this.count++] = process;
  }

  remove(process: Process): void {
    for (let i = this.count - 1; i >= 0; i--) {
      if (this.items[i] === process) {
        this.removeAt(i);
        return;
      }
    }
  }

  removeAt(index: number): void {
    const last = this.items[--this.count];
    if (last !== undefined) this.items[index] = last;
  }
}

/**
 * Something that happens at an instant and wakes who waits for it. At most one notification is pending: an earlier one
 * replaces a later one, a delta notification any timed one, an immediate one all.
 */
export class KernelEvent {
  readonly name: string;
  readonly #scheduler: Scheduler;
  readonly #staticMethods = new Waiters();
  readonly #dynamicMethods = new Waiters();
  readonly #staticThreads = new Waiters();
  readonly #dynamicThreads = new Waiters();
  #deltaIndex = -1;
  #timed: TimedEntry | undefined;

  constructor(scheduler: Scheduler, name: string) {
    this.name = name;
    this.#scheduler = scheduler;
  }

  /** Fires now, inside this evaluation phase. Throws ModelError outside it. */
  notifyImmediate(): void {
    if (this.#scheduler.phase !== 'evaluate') {
      const reason = `an immediate notification belongs to the evaluation phase, this is ${this.#scheduler.phase}`;
      throw new ModelError('ERR_WIRECHART_MODEL_NOTIFY', this.name, reason);
    }
    this.cancel();
    this.fire();
  }

  /** Fires at the end of the current delta cycle. */
  notifyDelta(): void {
    if (this.#deltaIndex >= 0) return;
    this.#buryTimed();
    this.#deltaIndex = this.#scheduler.addDelta(this);
  }

  /**
   * Fires `durationPs` from now; 0 is a delta notification. A pending notification that is not later stands.
   * Throws ModelError when the duration is not a whole number from 0, or the instant passes 2^53 ps.
   */
  notifyAfter(durationPs: number): void {
    if (durationPs === 0) {
      this.notifyDelta();
      return;
    }
    if (this.#deltaIndex >= 0) return;
    const pending = this.#timed;
    if (pending !== undefined && pending.timePs <= this.#scheduler.now + durationPs) return;
    const entry = this.#scheduler.addTimed(this, durationPs);
    this.#buryTimed();
    this.#timed = entry;
  }

  /** Takes back a pending notification. */
  cancel(): void {
    if (this.#deltaIndex >= 0) {
      this.#scheduler.removeDelta(this.#deltaIndex);
      this.#deltaIndex = -1;
    }
    this.#buryTimed();
  }

  get pending(): boolean {
    return this.#deltaIndex >= 0 || this.#timed !== undefined;
  }

  /** For the scheduler: static methods, dynamic methods, static threads, dynamic threads. */
  fire(): void {
    // The entry or slot that led here is spent; a notification made from here on is a new one.
    this.#deltaIndex = -1;
    this.#timed = undefined;
    fireStatic(this.#staticMethods);
    this.#fireDynamic(this.#dynamicMethods);
    fireStatic(this.#staticThreads);
    this.#fireDynamic(this.#dynamicThreads);
  }

  /** For the scheduler: another notification was taken back and this one now stands at `index`. */
  movedInDeltaList(index: number): void {
    this.#deltaIndex = index;
  }

  /** For processes. */
  addStatic(process: Process): void {
    (process.kind === 'method' ? this.#staticMethods : this.#staticThreads).add(process);
  }

  /** For processes. */
  removeStatic(process: Process): void {
    (process.kind === 'method' ? this.#staticMethods : this.#staticThreads).remove(process);
  }

  /** For processes. */
  addDynamic(process: Process): void {
    (process.kind === 'method' ? this.#dynamicMethods : this.#dynamicThreads).add(process);
  }

  /** For processes. */
  removeDynamic(process: Process): void {
    (process.kind === 'method' ? this.#dynamicMethods : this.#dynamicThreads).remove(process);
  }

  /** The entry stays in the heap, where it still shapes the order of ties. */
  #buryTimed(): void {
    if (this.#timed !== undefined) this.#timed.event = undefined;
    this.#timed = undefined;
  }

  /** By swap removal: waiters w0 w1 w2 w3 wake as w0 w3 w2 w1. One that stays keeps its slot. */
  #fireDynamic(waiters: Waiters): void {
    let i = 0;
    while (i < waiters.count) {
      const process = waiters.items[i];
      if (process === undefined) return;
      if (process.triggerDynamic(this)) waiters.removeAt(i);
      else i++;
    }
  }
}

/** From back to front. */
function fireStatic(waiters: Waiters): void {
  for (let i = waiters.count - 1; i >= 0; i--) waiters.items[i]?.triggerStatic();
}
