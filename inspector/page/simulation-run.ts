import type { InspectedChart } from '../model/chart.ts';
import type { ActiveStates } from '../model/configuration.ts';
import {
  type GuardAnswer,
  initialStates,
  type SimulatedResult,
  type SimulatedStep,
  simulate,
} from '../model/simulation.ts';

/** One event that was fired by hand. */
export interface FiredEvent {
  /** Empty: the start of the machine. */
  readonly trigger: string;
  readonly answers: readonly GuardAnswer[];
  readonly steps: readonly SimulatedStep[];
  readonly before: ActiveStates;
}

/** A chart that is run by hand: what was fired, and the event whose guards are being asked. */
export class SimulationRun {
  readonly chart: InspectedChart;
  readonly fired: FiredEvent[] = [];
  active: ActiveStates;
  /** The event that waits for an answer, or led in a circle. */
  pending: { readonly trigger: string; answers: readonly GuardAnswer[]; result: SimulatedResult } | undefined;

  /** Starts in the initial states, or in those of a machine of the trace. */
  constructor(chart: InspectedChart, active?: ActiveStates) {
    this.chart = chart;
    this.active = active ?? initialStates(chart);
    if (active === undefined) this.fire('');
  }

  fire(trigger: string): void {
    this.pending = undefined;
    this.#try(trigger, []);
  }

  /** Answers the guard that is asked. */
  answer(holds: boolean): void {
    const { pending } = this;
    if (pending?.result.kind !== 'question') return;
    const { guard, step } = pending.result;
    this.#try(pending.trigger, [...pending.answers, { guard, step, holds }]);
  }

  /** Takes the last event back, or the one that waits for an answer. */
  undo(): void {
    if (this.pending !== undefined) {
      this.pending = undefined;
      return;
    }
    const last = this.fired.pop();
    if (last !== undefined) this.active = last.before;
  }

  #try(trigger: string, answers: readonly GuardAnswer[]): void {
    const result = simulate(this.chart, this.active, trigger, answers);
    if (result.kind !== 'done') {
      this.pending = { trigger, answers, result };
      return;
    }
    this.pending = undefined;
    if (trigger === '' && result.steps.length === 0) return;
    this.fired.push({ trigger, answers, steps: result.steps, before: this.active });
    this.active = result.active;
  }
}
