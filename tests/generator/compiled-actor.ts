import type { Chart } from '../../generator/model/chart.ts';
import { type ChartRecord, ChartWorld, emptyRecord, timerId } from './chart-world.ts';
import type { CompiledChart, CompiledMachine, CompiledPort } from './compiled-chart.ts';

/** A compiled machine in a world, with everything it orders written down. */
export class CompiledActor {
  record: ChartRecord = emptyRecord();
  readonly world: ChartWorld;
  readonly #pending = new Set<string>();
  readonly #compiled: CompiledChart;
  readonly #machine: CompiledMachine;
  readonly #timerIds: readonly string[];

  constructor(chart: Chart, compiled: CompiledChart, seed: string) {
    this.world = new ChartWorld(chart, seed);
    this.#compiled = compiled;
    this.#timerIds = compiled.timers.map(({ state, delay }) => timerId(chart, state, delay));
    const port: CompiledPort = {
      transition: (edge) => {
        this.record.edges.push(edge);
        this.record.marks.push(this.record.deeds.length);
      },
      startTimer: (timer) => {
        this.record.deeds.push(`start ${this.#timerIds[timer]}`);
        this.#pending.add(String(this.#timerIds[timer]));
      },
      cancelTimer: (timer) => {
        this.record.deeds.push(`cancel ${this.#timerIds[timer]}`);
        this.#pending.delete(String(this.#timerIds[timer]));
      },
      fatal: (alert, ref) => {
        this.record.deeds.push(`fatal ${alert}, ${ref}`);
      },
    };
    for (const guard of chart.guards) port[guard] = () => this.world.agrees(guard);
    for (const action of chart.actions) {
      port[action] = () => {
        this.record.deeds.push(action);
        const event = this.world.act(action);
        if (event !== undefined) this.send(event);
      };
    }
    this.#machine = compiled.create(port);
  }

  start(): void {
    this.#machine.start();
  }

  send(event: string): void {
    this.#machine.send(this.#compiled.events.indexOf(event));
  }

  expire(id: string): void {
    this.#pending.delete(id);
    this.#machine.elapsed?.(this.#timerIds.indexOf(id));
  }

  /** Every timer there is falls due, running or not. */
  expireAll(): void {
    for (const id of this.#timerIds) this.expire(id);
  }

  get pending(): readonly string[] {
    return [...this.#pending].toSorted();
  }

  get state(): string {
    return this.#compiled.states[this.#machine.state] ?? `no state ${this.#machine.state}`;
  }

  get done(): boolean {
    return this.#machine.done;
  }
}
