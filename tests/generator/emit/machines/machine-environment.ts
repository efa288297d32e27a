import type { Chart } from '../../../../generator/model/chart.ts';
import { SeededRandom } from '../../seeded-random.ts';

/**
 * The environment of a machine that is compared with another one. The result of a guard, and whether an action sends an event,
 * depend only on the step and on the number of actions done in the step, so two equal machines get the same inputs.
 */
export class MachineEnvironment {
  readonly #chart: Chart;
  readonly #seed: string;
  #step = 0;
  #outputs = 0;
  #sent = 0;
  /** The probability that a guard is true, in 1/256. */
  #guardOdds = 128;

  constructor(chart: Chart, seed: string) {
    this.#chart = chart;
    this.#seed = seed;
  }

  beginStep(guardOdds: number): void {
    this.#step += 1;
    this.#outputs = 0;
    this.#sent = 0;
    this.#guardOdds = guardOdds;
  }

  guardResult(guard: string): boolean {
    // In its first step XState's actor evaluates all guards before its first action; the compiled machine acts immediately.
    const moment = this.#step === 0 ? 0 : this.#outputs;
    return new SeededRandom(`${this.#seed} ${this.#step} ${moment} ${guard}`).below(256) < this.#guardOdds;
  }

  /** Performs an action. One in twelve sends an event to its own machine, two per step at most. */
  perform(action: string): string | undefined {
    this.#outputs += 1;
    const random = new SeededRandom(`${this.#seed} ${this.#step} ${this.#outputs} ${action}`);
    if (this.#sent >= 2 || !random.oneIn(12)) return undefined;
    this.#sent += 1;
    return random.pick(this.#chart.events);
  }
}

/** What one machine did for one input. */
export interface MachineRecord {
  /** Actions, alerts and timer commands, in order. */
  outputs: string[];
  /** Numbers of the edges taken. */
  edges: number[];
  /** For each edge, the number of outputs before it was taken. */
  outputCounts: number[];
}

export function emptyRecord(): MachineRecord {
  return { outputs: [], edges: [], outputCounts: [] };
}

/** The name of a timer, as XState names its event. */
export function timerId(chart: Chart, state: string, delay: string): string {
  return `xstate.after.${delay}.${state === '' ? chart.id : `${chart.id}.${state}`}`;
}
