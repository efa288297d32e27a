// Events (`sc_event`) and their notification.
import { ModelError } from './model-error.ts';
import type { ScheduledEvent, Scheduler } from './scheduler.ts';
import type { TimedEntry } from './timed-heap.ts';

/** What an event needs of the processes that are sensitive to it. */
export interface SensitiveProcess {
  readonly kind: 'method' | 'thread';
  /** An event of the static sensitivity was triggered. */
  triggerStatic(): void;
  /** `event` was triggered while the process waited for it. True: the event removes the process from its list. */
  triggerDynamic(event: KernelEvent): boolean;
}

/**
 * An event (`sc_event`): resumes the processes that are sensitive to it. At most one notification is pending. An
 * earlier notification replaces a later one, a delta notification replaces any timed one, and an immediate
 * notification replaces both.
 */
export class KernelEvent implements ScheduledEvent {
  readonly name: string;
  readonly #scheduler: Scheduler;
  readonly #staticMethods = new ProcessList();
  readonly #dynamicMethods = new ProcessList();
  readonly #staticThreads = new ProcessList();
  readonly #dynamicThreads = new ProcessList();
  #deltaIndex = -1;
  #timed: TimedEntry | undefined;

  constructor(scheduler: Scheduler, name: string) {
    this.name = name;
    this.#scheduler = scheduler;
  }

  /**
   * Triggers the event in the current evaluation phase.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_NOTIFY` in any other phase.
   */
  notifyImmediate(): void {
    if (this.#scheduler.phase !== 'evaluate') {
      const reason = `immediate notification is only allowed in the evaluation phase, this is ${this.#scheduler.phase}`;
      throw new ModelError('ERR_WIRECHART_MODEL_NOTIFY', this.name, reason);
    }
    this.cancel();
    this.trigger();
  }

  /** Triggers the event at the end of the current delta cycle. */
  notifyDelta(): void {
    if (this.#deltaIndex >= 0) return;
    this.#cancelTimed();
    this.#deltaIndex = this.#scheduler.addDelta(this);
  }

  /**
   * Triggers the event `durationPs` picoseconds from now; 0 is a delta notification. A pending notification at the same
   * time or earlier remains, and the new one is dropped.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_TIME` when the duration is not a whole number from 0, or the time would
   *   exceed 2^53 ps.
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
    this.#cancelTimed();
    this.#timed = entry;
  }

  /** Removes the pending notification, if there is one. */
  cancel(): void {
    if (this.#deltaIndex >= 0) {
      this.#scheduler.removeDelta(this.#deltaIndex);
      this.#deltaIndex = -1;
    }
    this.#cancelTimed();
  }

  /** A delta or timed notification is pending. */
  get pending(): boolean {
    return this.#deltaIndex >= 0 || this.#timed !== undefined;
  }

  /** For the scheduler: triggers static methods, dynamic methods, static threads, dynamic threads. */
  trigger(): void {
    // The notification that led here is no longer pending; a notification from here on is a new one.
    this.#deltaIndex = -1;
    this.#timed = undefined;
    triggerStatic(this.#staticMethods);
    this.#triggerDynamic(this.#dynamicMethods);
    triggerStatic(this.#staticThreads);
    this.#triggerDynamic(this.#dynamicThreads);
  }

  /** For the scheduler: this event's delta notification is now at `index`. */
  movedInDeltaList(index: number): void {
    this.#deltaIndex = index;
  }

  /** For processes. */
  addStatic(process: SensitiveProcess): void {
    (process.kind === 'method' ? this.#staticMethods : this.#staticThreads).add(process);
  }

  /** For processes. */
  removeStatic(process: SensitiveProcess): void {
    (process.kind === 'method' ? this.#staticMethods : this.#staticThreads).remove(process);
  }

  /** For processes. */
  addDynamic(process: SensitiveProcess): void {
    (process.kind === 'method' ? this.#dynamicMethods : this.#dynamicThreads).add(process);
  }

  /** For processes. */
  removeDynamic(process: SensitiveProcess): void {
    (process.kind === 'method' ? this.#dynamicMethods : this.#dynamicThreads).remove(process);
  }

  /** The entry stays in the heap, because its position affects the order of entries with equal times. */
  #cancelTimed(): void {
    if (this.#timed !== undefined) this.#timed.event = undefined;
    this.#timed = undefined;
  }

  /** Removes by swap: processes p0 p1 p2 p3 resume as p0 p3 p2 p1. A process that stays keeps its index. */
  #triggerDynamic(processes: ProcessList): void {
    let i = 0;
    while (i < processes.count) {
      const process = processes.items[i];
      if (process === undefined) return;
      if (process.triggerDynamic(this)) processes.removeAt(i);
      else i++;
    }
  }
}

/** From the last to the first. */
function triggerStatic(processes: ProcessList): void {
  for (let i = processes.count - 1; i >= 0; i--) processes.items[i]?.triggerStatic();
}

/** A list that keeps its storage. Removal moves the last element to the removed index. */
class ProcessList {
  readonly items: SensitiveProcess[] = [];
  count = 0;

  add(process: SensitiveProcess): void {
    this.items[this.count++] = process;
  }

  remove(process: SensitiveProcess): void {
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
