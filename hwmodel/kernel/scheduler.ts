// The interface of the kernel for events, processes and primitive channels.
import { RunQueue } from './run-queue.ts';
import { timeAfter } from './simulated-time.ts';
import { type TimedEntry, TimedHeap, type Triggerable } from './timed-heap.ts';

/** A primitive channel (`sc_prim_channel`): its writes take effect in the update phase. */
export interface PrimitiveChannel {
  /** Set by the scheduler. A channel is updated once in each delta cycle, however often it requests an update. */
  updateRequested: boolean;
  update(): void;
}

/** What the scheduler needs of an event. */
export interface ScheduledEvent extends Triggerable {
  readonly name: string;
  /** Another delta notification was removed, and this event's notification is now at `index`. */
  movedInDeltaList(index: number): void;
}

/** What the scheduler needs of a process. */
export interface ScheduledProcess {
  readonly kind: 'method' | 'thread';
  /** Set by the scheduler: the process is runnable and has not yet run. */
  queued: boolean;
}

/** Phases of the scheduler as in IEEE 1666-2011 section 4.2, and the two states after which no run is possible. */
export type Phase = 'elaboration' | 'evaluate' | 'update' | 'notify' | 'stopped' | 'failed';

/**
 * The part of the kernel that events, processes and channels use: the time, the run queues and the pending
 * notifications. Models use `Kernel`, which extends it.
 */
export class Scheduler<P extends ScheduledProcess = ScheduledProcess> {
  protected timePs = 0;
  protected phaseNow: Phase = 'elaboration';
  protected readonly methods = new RunQueue<P>();
  protected readonly threads = new RunQueue<P>();
  protected readonly timed = new TimedHeap<ScheduledEvent>();
  protected current: P | undefined;
  readonly #delta: ScheduledEvent[] = [];
  #deltaCount = 0;
  #updates: PrimitiveChannel[] = [];
  #processedUpdates: PrimitiveChannel[] = [];
  #updateCount = 0;
  #selfNotifications = 0;

  /** Simulated time in picoseconds, from 0 to 2^53. */
  get now(): number {
    return this.timePs;
  }

  get phase(): Phase {
    return this.phaseNow;
  }

  /** The process that is running, or undefined between processes. */
  get running(): P | undefined {
    return this.current;
  }

  /** How often a running process notified itself immediately, which is ignored (SystemC warns W536). */
  get ignoredSelfNotifications(): number {
    return this.#selfNotifications;
  }

  /** A process is runnable, or a notification or an update is pending. */
  get pending(): boolean {
    return this.runnable || this.#deltaCount > 0 || this.#updateCount > 0 || this.timed.nextTime() !== Infinity;
  }

  protected get runnable(): boolean {
    return !this.methods.empty || !this.threads.empty;
  }

  /** For processes: makes `process` runnable. The caller has checked that it is not queued. */
  enqueue(process: P): void {
    process.queued = true;
    if (process.kind === 'method') this.methods.push(process);
    else this.threads.push(process);
  }

  /** For processes. */
  countSelfNotification(): void {
    this.#selfNotifications++;
  }

  /** For channels: `update` is called once in the next update phase. The last request is updated first. */
  requestUpdate(channel: PrimitiveChannel): void {
    if (channel.updateRequested) return;
    channel.updateRequested = true;
    this.#updates[this.#updateCount++] = channel;
  }

  /** For events: adds a notification at the end of this delta cycle. Returns its index, for `removeDelta`. */
  addDelta(event: ScheduledEvent): number {
    this.#delta[this.#deltaCount] = event;
    return this.#deltaCount++;
  }

  /** For events: the last pending notification takes the removed one's index, which changes the trigger order. */
  removeDelta(index: number): void {
    const last = this.#delta[--this.#deltaCount];
    if (last === undefined || index === this.#deltaCount) return;
    this.#delta[index] = last;
    last.movedInDeltaList(index);
  }

  /**
   * For events: adds a notification `durationPs` picoseconds from now.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_TIME` when the duration is not a whole number from 0, or the time would
   *   exceed 2^53 ps.
   */
  addTimed(event: ScheduledEvent, durationPs: number): TimedEntry {
    return this.timed.insert(timeAfter(this.timePs, durationPs, event.name), event);
  }

  /** Updates channels from the last request to the first. Requests made by an update wait for the next phase. */
  protected runUpdates(): void {
    const updates = this.#updates;
    const count = this.#updateCount;
    this.#updates = this.#processedUpdates;
    this.#updateCount = 0;
    this.#processedUpdates = updates;
    for (let i = count - 1; i >= 0; i--) {
      const channel = updates[i];
      if (channel === undefined) continue;
      channel.update();
      channel.updateRequested = false;
    }
  }

  /** Triggers the delta notifications from the last to the first. */
  protected triggerDelta(): void {
    const delta = this.#delta;
    for (let i = this.#deltaCount - 1; i >= 0; i--) delta[i]?.trigger();
    this.#deltaCount = 0;
  }
}
