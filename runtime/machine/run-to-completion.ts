import { EventQueue } from './event-queue.ts';

/**
 * The base of a generated machine: handles one event to its end before the next, which SCXML calls
 * run to completion. Events that an action sends, or that are sent before `start`, are queued.
 *
 * An event code is the number of an event, or the bitwise complement of the number of a timer.
 */
export abstract class RunToCompletion {
  #phase: 'new' | 'idle' | 'running' = 'new';
  #queue: EventQueue | undefined;

  /** Enters the initial state and handles the queued events. A second call has no effect. */
  start(): void {
    if (this.#phase !== 'new') return;
    this.#phase = 'running';
    try {
      this.enterInitial();
      this.#drain();
    } finally {
      this.#stop();
    }
  }

  /**
   * Handles an event code now, or queues it while another is handled and before `start`. Where an action throws, the
   * queue is emptied and the error is thrown to the caller.
   *
   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when 16 events are queued.
   */
  protected handle(code: number): void {
    if (this.#phase !== 'idle') {
      this.#queue ??= new EventQueue();
      this.#queue.push(code);
      return;
    }
    this.#phase = 'running';
    try {
      this.step(code);
      this.#drain();
    } finally {
      this.#stop();
    }
  }

  /** Runs the entry actions of the initial states and takes the transitions that are enabled without an event. */
  protected enterInitial(): void {}

  /** Takes the transitions that an event enables, then those that are enabled without an event. */
  protected abstract step(code: number): void;

  /** Drops what a machine has sent itself; called when all events are handled or an action threw. */
  protected clearInternal(): void {}

  #drain(): void {
    while (this.#queue !== undefined && !this.#queue.empty) this.step(this.#queue.shift());
  }

  #stop(): void {
    this.#queue?.clear();
    this.clearInternal();
    this.#phase = 'idle';
  }
}
