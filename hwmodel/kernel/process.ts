// Method and thread processes.
import { KernelEvent, type SensitiveProcess } from './event.ts';
import { ModelError } from './model-error.ts';
import type { ScheduledProcess, Scheduler } from './scheduler.ts';
import { AnyOf, type ThreadBody, type Wait } from './wait.ts';

const NO_EVENTS: readonly KernelEvent[] = [];

/** When a process runs. */
export interface ProcessOptions {
  /** Static sensitivity: the events that trigger a method, or a thread that yields undefined. Default none. */
  readonly sensitivity?: readonly KernelEvent[];
  /** False: the process does not run at initialization, only when an event triggers it. Default true. */
  readonly initialize?: boolean;
}

/**
 * A method (`SC_METHOD`, a function that runs to its end each time it is triggered) or a thread (`SC_THREAD`, a
 * generator that waits by `yield`). Created by `Kernel.method` and `Kernel.thread`.
 */
export class Process implements ScheduledProcess, SensitiveProcess {
  readonly name: string;
  readonly kind: 'method' | 'thread';
  /** The process is runnable and has not yet run. */
  queued = false;
  readonly #scheduler: Scheduler;
  readonly #sensitivity: readonly KernelEvent[];
  readonly #body: () => ThreadBody | undefined;
  #thread: ThreadBody | undefined;
  #timeout: KernelEvent | undefined;
  #timeoutArmed = false;
  /** A dynamic wait is pending; the static sensitivity is ignored. */
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

  /** The thread's body has returned. Always false for a method. */
  get terminated(): boolean {
    return this.#terminated;
  }

  /** For the kernel: runs a method once, or a thread until its next wait. */
  run(): void {
    if (this.kind === 'method') {
      this.#body();
      return;
    }
    // Created at the first run, because the body may use an object that is still under construction before it.
    this.#thread ??= this.#body();
    const step = this.#thread?.next(this.#timedOut);
    if (step === undefined || step.done === true) this.#terminate();
    else this.#wait(step.value);
  }

  /** For a method: what triggers it next, instead of its static sensitivity. The last call applies. */
  nextTrigger(wait: Wait): void {
    if (this.#dynamic) this.#clearTrigger();
    this.#wait(wait);
  }

  /** For events. */
  triggerStatic(): void {
    if (this.queued || this.#dynamic) return;
    if (this.#scheduler.running === this) this.#scheduler.countSelfNotification();
    else this.#scheduler.enqueue(this);
  }

  /** For events. */
  triggerDynamic(event: KernelEvent): boolean {
    if (this.#scheduler.running === this) {
      this.#scheduler.countSelfNotification();
      return false;
    }
    if (this.queued) return true;
    this.#timedOut = this.#timeoutArmed && event === this.#timeout;
    if (this.#timeoutArmed && !this.#timedOut) this.#disarmTimeout();
    this.#timeoutArmed = false;
    this.#removeFromOthers(event);
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
      else if (wait.events.length === 0) throw this.#waitError('waits for any of an empty list of events');
      for (const event of wait.events) event.addDynamic(this);
      this.#events = wait.events;
    } else {
      throw this.#waitError('waits for a value that is neither an event, a number of picoseconds nor an AnyOf');
    }
    this.#dynamic = true;
  }

  #requireSensitivity(): void {
    if (this.#sensitivity.length === 0) throw this.#waitError('waits for its static sensitivity, which is empty');
  }

  #waitError(reason: string): ModelError {
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

  #removeFromOthers(triggered: KernelEvent | undefined): void {
    if (this.#event !== undefined && this.#event !== triggered) this.#event.removeDynamic(this);
    for (const event of this.#events) if (event !== triggered) event.removeDynamic(this);
    this.#event = undefined;
    this.#events = NO_EVENTS;
    this.#dynamic = false;
  }

  #clearTrigger(): void {
    if (this.#timeoutArmed) this.#disarmTimeout();
    this.#removeFromOthers(undefined);
  }

  #terminate(): void {
    this.#terminated = true;
    for (const event of this.#sensitivity) event.removeStatic(this);
  }
}
