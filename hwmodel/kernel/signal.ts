import { KernelEvent } from './event.ts';
import type { PrimitiveChannel, Scheduler } from './scheduler.ts';

/**
 * A signal (`sc_signal`): a written value becomes visible to all readers one delta cycle later. The last write applies.
 */
export class Signal<T> implements PrimitiveChannel {
  readonly name: string;
  /** Triggered when the value has changed (`Object.is`); `value_changed_event` of SystemC. */
  readonly valueChanged: KernelEvent;
  updateRequested = false;
  readonly #scheduler: Scheduler;
  #value: T;
  #next: T;

  constructor(scheduler: Scheduler, name: string, initial: T) {
    this.#scheduler = scheduler;
    this.name = name;
    this.#value = initial;
    this.#next = initial;
    this.valueChanged = new KernelEvent(scheduler, `${name}.valueChanged`);
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
    this.valueChanged.notifyDelta();
  }
}
