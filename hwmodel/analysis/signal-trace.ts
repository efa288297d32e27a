import type { Kernel, Signal } from '../kernel/index.ts';
import type { VcdVariable, VcdWriter } from './vcd-writer.ts';

/**
 * Writes the values of signals to a waveform: what they have settled to just before time advances, so deltas collapse.
 * Add everything before the first run, and `sample` once more after the last one, or changes at the very end are lost.
 */
export class SignalTrace {
  readonly #writer: VcdWriter;
  readonly #signals: { readonly variable: VcdVariable; readonly value: () => number }[] = [];

  constructor(kernel: Kernel, writer: VcdWriter) {
    this.#writer = writer;
    kernel.beforeTimeAdvances((now) => this.sample(now));
  }

  /** The signal appears under its own name: the part before the last dot is its scope. */
  add(signal: Signal<number> | Signal<boolean>, widthBits: number): void {
    const dot = signal.name.lastIndexOf('.');
    const scope = dot < 0 ? '' : signal.name.slice(0, dot);
    const variable = this.#writer.declare(scope, signal.name.slice(dot + 1), widthBits);
    this.#signals.push({ variable, value: () => Number(signal.value) });
  }

  sample(now: number): void {
    for (const { variable, value } of this.#signals) this.#writer.change(now, variable, value());
  }
}
