import { assign, createActor, createMachine } from 'xstate';
import { activeStateKey } from '../../../../../generator/emit/machines/active-state.ts';
import type { Chart, ChartState } from '../../../../../generator/model/chart.ts';
import { activeStatesOf } from '../../../../../generator/model/chart-region.ts';
import { regionField } from '../../../../../generator/names/machine-names.ts';
import type { ImportedChart } from '../../../../../generator/read/scxml/imported-chart.ts';
import type { CompiledChart, CompiledMachine, CompiledPort } from '../../../emit/machines/compiled-chart.ts';
import { xstateConfig } from '../../../emit/machines/xstate-actor.ts';
import { DataEnvironment, type DataEvent } from './data-environment.ts';

/** A chart that runs with the data of its document. */
export interface ChartRun {
  /** The ids of the active atomic states, in alphabetical order. */
  readonly configuration: readonly string[];
  start(): void;
  send(event: DataEvent): void;
  /** Lets milliseconds pass. */
  pass(milliseconds: number): void;
}

abstract class DataRun implements ChartRun {
  protected readonly environment: DataEnvironment;
  protected readonly imported: ImportedChart;
  readonly #chart: Chart;

  constructor(chart: Chart, imported: ImportedChart) {
    this.#chart = chart;
    this.imported = imported;
    this.environment = new DataEnvironment(imported.data, (id) => this.#activeIds.has(id));
  }

  abstract start(): void;
  protected abstract deliver(event: string): void;
  protected abstract readonly leaves: readonly string[];

  send(event: DataEvent): void {
    this.environment.queue.push(event);
    this.drain();
    // What was sent without a delay arrives after the event, and at the start before the first one.
    this.pass(0);
  }

  pass(milliseconds: number): void {
    for (const _ of this.environment.pass(milliseconds)) this.drain();
  }

  get configuration(): readonly string[] {
    return this.leaves.map((path) => this.imported.stateIds.get(path) ?? path).toSorted();
  }

  /** Delivers what is queued, and what that sends. */
  protected drain(): void {
    const { queue } = this.environment;
    for (let count = 0; count < 1000; count++) {
      const event = queue.shift();
      if (event === undefined) return;
      this.environment.begin(event);
      const name = this.imported.events.get(event.name);
      if (name !== undefined) this.deliver(name);
    }
    throw new Error('the events do not end');
  }

  protected holds(guard: string): boolean {
    const meaning = this.imported.named.find(({ kind, name }) => kind === 'guard' && name === guard);
    return this.environment.holds(meaning?.content ?? `${guard}()`);
  }

  protected perform(action: string): void {
    const meaning = this.imported.named.find(({ kind, name }) => kind === 'action' && name === action);
    if (meaning?.element !== undefined) this.environment.perform(meaning.element);
  }

  get #activeIds(): ReadonlySet<string> {
    const byPath = new Map(this.#chart.states.map((state) => [state.path, state]));
    const ids = new Set<string>();
    for (const path of this.leaves) {
      for (let state = byPath.get(path); state !== undefined; state = state.parent) {
        ids.add(this.imported.stateIds.get(state.path) ?? state.path);
      }
    }
    return ids;
  }
}

/** The compiled machine. */
export class CompiledRun extends DataRun {
  readonly #machine: CompiledMachine;
  readonly #compiled: CompiledChart;
  readonly #root: ChartState;

  constructor(chart: Chart, imported: ImportedChart, compiled: CompiledChart) {
    super(chart, imported);
    this.#compiled = compiled;
    this.#root = chart.root;
    const ignored = (): void => {};
    const port: CompiledPort = {
      transition: ignored,
      startActor: ignored,
      stopActor: ignored,
      startTimer: ignored,
      cancelTimer: ignored,
      fatal: ignored,
    };
    for (const guard of chart.guards) port[guard] = () => this.holds(guard);
    for (const action of chart.actions) port[action] = () => this.perform(action);
    this.#machine = compiled.create(port);
  }

  start(): void {
    this.#machine.start();
    this.drain();
  }

  protected deliver(event: string): void {
    this.#machine.send(this.#compiled.events.indexOf(event));
  }

  protected get leaves(): readonly string[] {
    return this.#leavesIn(this.#root);
  }

  #leavesIn(state: ChartState): readonly string[] {
    if (state.kind === 'parallel') return state.children.flatMap((region) => this.#leavesIn(region));
    if (state.kind !== 'compound') return [state.path];
    const name = this.#compiled.stateNames.get(state.path)?.[Number(this.#machine[regionField(state)])];
    const active = activeStatesOf(state).find((known) => activeStateKey(state, known) === name);
    return active === undefined ? [] : this.#leavesIn(active);
  }
}

/** XState with the same configuration. */
export class XstateRun extends DataRun {
  readonly #actor;
  readonly #isStarted = { current: false };

  constructor(chart: Chart, imported: ImportedChart) {
    super(chart, imported);
    const machine = createMachine(xstateConfig(chart.config) as Parameters<typeof createMachine>[0], {
      guards: Object.fromEntries(chart.guards.map((name) => [name, () => this.holds(name)])),
      // XState performs an `assign` in its microstep, as SCXML does, and other actions when the start is complete.
      actions: Object.fromEntries(chart.actions.map((name) => [name, assign(() => this.#assigned(name))])),
    });
    this.#actor = createActor(machine);
    this.#actor.subscribe({ error: () => {} });
  }

  start(): void {
    this.#isStarted.current = true;
    this.#actor.start();
    this.drain();
  }

  #assigned(action: string): Record<string, never> {
    this.perform(action);
    return {};
  }

  protected deliver(event: string): void {
    this.#actor.send({ type: event });
  }

  protected get leaves(): readonly string[] {
    if (!this.#isStarted.current) return [];
    const snapshot = this.#actor.getSnapshot();
    if (snapshot.status === 'error') return [`error: ${String(snapshot.error)}`];
    return leafPaths(snapshot.value, '');
  }
}

/** XState gives a leaf as its name, and a region that is a leaf as an empty object. */
function leafPaths(value: unknown, path: string): readonly string[] {
  const inside = path === '' ? '' : `${path}.`;
  if (typeof value === 'string') return [inside + value];
  const entries = Object.entries(value as object);
  return entries.length === 0 ? [path] : entries.flatMap(([name, inner]) => leafPaths(inner, inside + name));
}
