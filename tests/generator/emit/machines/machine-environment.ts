import type { Chart } from '../../../../generator/model/chart.ts';
import { Dice } from '../../seeded-random.ts';

/**
 * The world a machine lives in while it is compared with another one: what a guard answers and whether an action sends an
 * event depends on the step and on the number of actions done in it, and on nothing else. Two equal machines see the same.
 */
export class ChartWorld {
  readonly #chart: Chart;
  readonly #seed: string;
  #step = 0;
  #deeds = 0;
  #sent = 0;
  /** How often guards agree, of 256. */
  #consent = 128;

  constructor(chart: Chart, seed: string) {
    this.#chart = chart;
    this.#seed = seed;
  }

  begin(consent: number): void {
    this.#step += 1;
    this.#deeds = 0;
    this.#sent = 0;
    this.#consent = consent;
  }

  agrees(guard: string): boolean {
    // In its first step XState's actor asks all guards before it does the first action; the compiled machine acts at once.
    const moment = this.#step === 0 ? 0 : this.#deeds;
    return new Dice(`${this.#seed} ${this.#step} ${moment} ${guard}`).below(256) < this.#consent;
  }

  /** An action is done. Now and then it sends an event to its own machine. */
  act(action: string): string | undefined {
    this.#deeds += 1;
    const dice = new Dice(`${this.#seed} ${this.#step} ${this.#deeds} ${action}`);
    if (this.#sent >= 2 || !dice.once(12)) return undefined;
    this.#sent += 1;
    return dice.pick(this.#chart.events);
  }
}

/** What one machine did in answer to one stimulus. */
export interface ChartRecord {
  /** Actions, alerts and timer commands in their order. */
  deeds: string[];
  /** Numbers of the edges taken. */
  edges: number[];
  /** For each edge, how many deeds had been done when it was taken. */
  marks: number[];
}

export function emptyRecord(): ChartRecord {
  return { deeds: [], edges: [], marks: [] };
}

/** The name of a timer, as XState names its event. */
export function timerId(chart: Chart, state: string, delay: string): string {
  return `xstate.after.${delay}.${state === '' ? chart.id : `${chart.id}.${state}`}`;
}
