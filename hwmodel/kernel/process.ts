import { KernelEvent } from './event.ts';
import { ModelError } from './model-error.ts';
import type { Scheduler } from './scheduler.ts';
import { AnyOf, type ThreadBody, type Wait } from './wait.ts';

const NO_EVENTS: readonly KernelEvent[] = [];

export interface ProcessOptions {
  /** Static sensitivity: what wakes a method, and a thread that yields undefined. */
  readonly sensitivity?: readonly KernelEvent[];
  /** False: does not run at the start, only when woken. Default true. */
  readonly initialize?: boolean;
}

/**
 * A method (a function that runs to its end whenever it is woken) or a thread (a generator that waits by `yield`).
 * Made by `Kernel.method` and `Kernel.thread`.
 */
export class Process {
  readonly name: string;
  readonly kind: 'method' | 'thread';
  /** Runnable and not yet run. */
  queued = false;
  readonly #scheduler: Scheduler;
  readonly #sensitivity: readonly KernelEvent[];
  readonly #body: () => ThreadBody | undefined;
  #thread: ThreadBody | undefined;
  #timeout: KernelEvent | undefined;
  #timeoutArmed = false;
  /** While it waits dynamically, its static sensitivity is ignored. */
  #dynamic = false;
  #event: KernelEvent | undefined;
  #events: readonly KernelEvent[] = NO_EVENTS;
  #timedOut = false;
  #terminated = false;

  constructor(
    scheduler: Scheduler,
    name: string,
    kind: 'method' | 'thread',
    body: () => ThreadBody | undefined,
    sensitivity: readonly KernelEvent[],
  ) {
    this.#scheduler = scheduler;
    this.name = name;
    this.kind = kind;
    this.#body = body;
    this.#sensitivity = [...new Set(sensitivity)];
    for (const event of this.#sensitivity) event.addStatic(this);
  }

  /** The body returned (threads only). */
  get terminated(): boolean {
    return this.#terminated;
  }

  /** For the kernel: runs a method once, or a thread to its next wait. */
  run(): void {
    if (this.kind === 'method') {
      this.#body();
      return;
    }
    // Not before the first run: the body may belong to an object that is still being constructed.
    this.#thread ??= this.#body();
    const step = this.#thread?.next(this.#timedOut);
    if (step === undefined || step.done === true) this.#terminate();
    else this.#wait(step.value);
  }

  /** For a method: what wakes it next, instead of its static sensitivity. The last call counts. */
  nextTrigger(wait: Wait): void {
    if (this.#dynamic) this.#clearTrigger();
    this.#wait(wait);
  }

  /** For events: one of the static sensitivity fired. */
  triggerStatic(): void {
    if (this.queued || this.#dynamic) return;
    if (this.#scheduler.running === this) this.#scheduler.countSelfNotification();
    else this.#scheduler.enqueue(this);
  }

  /** For events: one that was waited for fired. True: the process leaves that event's list. */
  triggerDynamic(event: KernelEvent): boolean {
    if (this.#scheduler.running === this) {
      this.#scheduler.countSelfNotification();
      return false;
    }
    if (this.queued) return true;
    this.#timedOut = this.#timeoutArmed && event === this.#timeout;
    if (this.#timeoutArmed && !this.#timedOut) this.#disarmTimeout();
    this.#timeoutArmed = false;
    this.#leaveOthers(event);
    this.#scheduler.enqueue(this);
    return true;
  }

  #wait(wait: Wait): void {
    this.#timedOut = false;
    if (wait === undefined) {
      this.#requireSensitivity();
      return;
    }
    if (typeof wait === 'number') {
      this.#armTimeout(wait);
    } else if (wait instanceof KernelEvent) {
      wait.addDynamic(this);
      this.#event = wait;
    } else if (wait instanceof AnyOf) {
      if (wait.timeoutPs !== undefined) this.#armTimeout(wait.timeoutPs);
      else if (wait.events.length === 0) throw this.#badWait('waits for any of no events');
      for (const event of wait.events) event.addDynamic(this);
      this.#events = wait.events;
    } else {
      throw this.#badWait('waits for something that is neither an event, picoseconds nor AnyOf');
    }
    this.#dynamic = true;
  }

  #requireSensitivity(): void {
    if (this.#sensitivity.length === 0) throw this.#badWait('waits for its static sensitivity, which is empty');
  }

  #badWait(reason: string): ModelError {
    return new ModelError('ERR_WIRECHART_MODEL_WAIT', this.name, reason);
  }

  #armTimeout(durationPs: number): void {
    this.#timeout ??= new KernelEvent(this.#scheduler, `${this.name}.timeout`);
    this.#timeout.notifyAfter(durationPs);
    this.#timeout.addDynamic(this);
    this.#timeoutArmed = true;
  }

  #disarmTimeout(): void {
    this.#timeout?.cancel();
    this.#timeout?.removeDynamic(this);
    this.#timeoutArmed = false;
  }

  #leaveOthers(fired: KernelEvent | undefined): void {
    if (this.#event !== undefined && this.#event !== fired) this.#event.removeDynamic(this);
    for (const event of this.#events) if (event !== fired) event.removeDynamic(this);
    this.#event = undefined;
    this.#events = NO_EVENTS;
    this.#dynamic = false;
  }

  #clearTrigger(): void {
    if (this.#timeoutArmed) this.#disarmTimeout();
    this.#leaveOthers(undefined);
  }

  #terminate(): void {
    this.#terminated = true;
    for (const event of this.#sensitivity) event.removeStatic(this);
  }
}
