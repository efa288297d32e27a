import type { KernelEvent } from './event.ts';
import type { Process } from './process.ts';
import { RunQueue } from './run-queue.ts';
import { later } from './simulated-time.ts';
import { type TimedEntry, TimedHeap } from './timed-heap.ts';

/** A primitive channel: its writes take effect in the update phase. */
export interface UpdatingChannel {
  /** Set by the scheduler; a channel is updated once per delta cycle however often it asks. */
  updateRequested: boolean;
  update(): void;
}

export type Phase = 'elaboration' | 'evaluate' | 'update' | 'notify' | 'stopped' | 'failed';

/**
 * What events, processes and channels need of the kernel: the time, the run queues, the pending notifications.
 * Models use `Kernel`, which extends it.
 */
export class Scheduler {
  protected timePs = 0;
  protected phaseNow: Phase = 'elaboration';
  protected readonly methods = new RunQueue<Process>();
  protected readonly threads = new RunQueue<Process>();
  protected readonly timed = new TimedHeap();
  protected current: Process | undefined;
  readonly #delta: KernelEvent[] = [];
  #deltaCount = 0;
  #updates: UpdatingChannel[] = [];
  #spentUpdates: UpdatingChannel[] = [];
  #updateCount = 0;
  #selfNotifications = 0;

  /** Simulated time in picoseconds. */
  get now(): number {
    return this.timePs;
  }

  get phase(): Phase {
    return this.phaseNow;
  }

  /** The process that is running, if one is. */
  get running(): Process | undefined {
    return this.current;
  }

  /** How often a running process notified itself immediately, which is ignored (SystemC warns W536). */
  get ignoredSelfNotifications(): number {
    return this.#selfNotifications;
  }

  /** Something is runnable, or a notification or update is pending. */
  get pending(): boolean {
    return this.runnable || this.#deltaCount > 0 || this.#updateCount > 0 || this.timed.nextTime() !== Infinity;
  }

  protected get runnable(): boolean {
    return !this.methods.empty || !this.threads.empty;
  }

  /** For processes: queues one, at most once at a time. */
  enqueue(process: Process): void {
    process.queued = true;
    if (process.kind === 'method') this.methods.push(process);
    else this.threads.push(process);
  }

  /** For processes. */
  countSelfNotification(): void {
    this.#selfNotifications++;
  }

  /** For channels: `update` will be called once in the coming update phase. Last asked, first updated. */
  requestUpdate(channel: UpdatingChannel): void {
    if (channel.updateRequested) return;
    channel.updateRequested = true;
    this.#updates[this.#updateCount++] = channel;
  }

  /** For events: notifies at the end of this delta cycle. Returns the place in the list, for `removeDelta`. */
  addDelta(event: KernelEvent): number {
    this.#delta[this.#deltaCount] = event;
    return this.#deltaCount++;
  }

  /** For events: the last pending notification moves into the hole, which changes the order of firing. */
  removeDelta(index: number): void {
    const last = this.#delta[--this.#deltaCount];
    if (last === undefined || index === this.#deltaCount) return;
    this.#delta[index] = last;
    last.movedInDeltaList(index);
  }

  /** For events. Throws ModelError when the instant lies past 2^53 ps. */
  addTimed(event: KernelEvent, durationPs: number): TimedEntry {
    return this.timed.insert(later(this.timePs, durationPs, event.name), event);
  }

  /** Walks the requests from the last to the first; what an update asks of others waits for the next phase. */
  protected runUpdates(): void {
    const updates = this.#updates;
    const count = this.#updateCount;
    this.#updates = this.#spentUpdates;
    this.#updateCount = 0;
    this.#spentUpdates = updates;
    for (let i = count - 1; i >= 0; i--) {
      const channel = updates[i];
      if (channel === undefined) continue;
      channel.update();
      channel.updateRequested = false;
    }
  }

  /** Fires the delta notifications from the last to the first. */
  protected fireDelta(): void {
    const delta = this.#delta;
    for (let i = this.#deltaCount - 1; i >= 0; i--) delta[i]?.fire();
    this.#deltaCount = 0;
  }
}
