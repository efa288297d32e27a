import { WirechartError } from '../errors/wirechart-error.ts';
import { EventQueue } from './event-queue.ts';

/**
 * The base of a generated machine: handles one event to its end before the next, which SCXML calls
 * run to completion. Events that an action sends, or that are sent before `start`, are queued.
 *
 * An event code is the number of an event, or the bitwise complement of the number of a timer.
 */
export abstract class RunToCompletion {
  #phase: 'new' | 'idle' | 'running' | 'failed' = 'new';
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
    if (this.#phase === 'failed') return;
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

  /** An actor of the machine has failed, and no transition is for that: it ignores all events. */
  get failed(): boolean {
    return this.#phase === 'failed';
  }

  /** The machine waits for the next event: it was started, handles none, and has not failed. */
  get idle(): boolean {
    return this.#phase === 'idle';
  }

  /** The number of the active or recorded state of each register, -1 for none. For `takeSnapshot`. */
  abstract save(): readonly number[];

  /**
   * Takes over the numbers of `save` instead of a start. For `restoreSnapshot`. Returns false, and changes nothing, if the
   * machine was started or the numbers do not fit together.
   */
  load(values: readonly number[]): boolean {
    if (this.#phase !== 'new' || !this.restore(values)) return false;
    this.#phase = 'idle';
    return true;
  }

  /** Sets the registers; false, and no change, if a region has no state although it is active, or one although it is not. */
  protected abstract restore(values: readonly number[]): boolean;

  /** Ends the machine because an actor has failed. Returns the error to throw. */
  protected fail(actor: string): WirechartError {
    this.#phase = 'failed';
    return new WirechartError('ERR_WIRECHART_MACHINE_ACTOR', `actor ${actor} has failed, and no transition is enabled`);
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
    if (this.#phase === 'running') this.#phase = 'idle';
  }
}
