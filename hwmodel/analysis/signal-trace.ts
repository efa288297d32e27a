import type { Kernel, Signal } from '../kernel/index.ts';
import type { VcdVariable, VcdWriter } from './vcd-writer.ts';

/**
 * Writes the values of signals to a waveform, as they are after the last delta cycle of each time. Add all signals
 * before the first run, and call `sample` after the last run to include the changes at its end.
 */
export class SignalTrace {
  readonly #writer: VcdWriter;
  readonly #signals: { readonly variable: VcdVariable; readonly value: () => number }[] = [];

  constructor(kernel: Kernel, writer: VcdWriter) {
    this.#writer = writer;
    kernel.beforeTimeAdvances((now) => this.sample(now));
  }

  /** Adds a signal of 1 to 53 bits. The part of its name before the last dot is the scope. */
  add(signal: Signal<number> | Signal<boolean>, widthBits: number): void {
    const dot = signal.name.lastIndexOf('.');
    const scope = dot < 0 ? '' : signal.name.slice(0, dot);
    const variable = this.#writer.declare(scope, signal.name.slice(dot + 1), widthBits);
    this.#signals.push({ variable, value: () => Number(signal.value) });
  }

  /** Writes the current values at `now` picoseconds. */
  sample(now: number): void {
    for (const { variable, value } of this.#signals) this.#writer.change(now, variable, value());
  }
}
