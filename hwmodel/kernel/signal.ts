import { KernelEvent } from './event.ts';
import type { Scheduler, UpdatingChannel } from './scheduler.ts';

/** A value that all readers see change together, one delta cycle after it was written. The last write counts. */
export class Signal<T> implements UpdatingChannel {
  readonly name: string;
  /** Fires when the value is another than before (`Object.is`). */
  readonly changed: KernelEvent;
  updateRequested = false;
  readonly #scheduler: Scheduler;
  #value: T;
  #next: T;

  constructor(scheduler: Scheduler, name: string, initial: T) {
    this.#scheduler = scheduler;
    this.name = name;
    this.#value = initial;
    this.#next = initial;
    this.changed = new KernelEvent(scheduler, `${name}.changed`);
  }

  get value(): T {
    return this.#value;
  }

  write(value: T): void {
    this.#next = value;
    if (!Object.is(value, this.#value)) this.#scheduler.requestUpdate(this);
  }

  /** For the scheduler. */
  update(): void {
    if (Object.is(this.#next, this.#value)) return;
    this.#value = this.#next;
    this.changed.notifyDelta();
  }
}
