import { activeStateKey } from '../../../../generator/emit/machines/active-state.ts';
import type { Chart, ChartState } from '../../../../generator/model/chart.ts';
import { namedAction } from '../../../../generator/model/chart-action.ts';
import { activeStatesOf, regionsOf } from '../../../../generator/model/chart-region.ts';
import { regionField } from '../../../../generator/names/machine-names.ts';
import { type RunToCompletion, restoreSnapshot, takeSnapshot } from '../../../../runtime/machine/index.ts';
import type { CompiledChart, CompiledMachine, CompiledPort } from './compiled-chart.ts';
import { emptyRecord, MachineEnvironment, type MachineRecord, timerId } from './machine-environment.ts';

/** More calls of guards for one event than any chart here needs: a mutant may take eventless transitions for ever. */
const MAX_GUARD_CALLS = 10_000;

/** Runs a compiled machine in an environment and records its outputs. */
export class CompiledActor {
  record: MachineRecord = emptyRecord();
  readonly environment: MachineEnvironment;
  readonly #pending = new Set<string>();
  readonly #chart: Chart;
  readonly #compiled: CompiledChart;
  readonly #port: CompiledPort;
  readonly #running = new Set<number>();
  #machine: CompiledMachine & RunToCompletion;
  readonly #timerIds: readonly string[];
  #guardCalls = 0;

  /** The machine throws from `start`, `send` and `expire` where its transitions do not end. */
  constructor(chart: Chart, compiled: CompiledChart, seed: string) {
    this.environment = new MachineEnvironment(chart, seed);
    this.#chart = chart;
    this.#compiled = compiled;
    this.#timerIds = compiled.timers.map(({ state, delay }) => timerId(chart, state, delay));
    const port: CompiledPort = {
      transition: (edge) => {
        this.record.edges.push(edge);
        this.record.outputCounts.push(this.record.outputs.length);
      },
      startTimer: (timer) => {
        this.record.outputs.push(`start ${this.#timerIds[timer]}`);
        this.#pending.add(String(this.#timerIds[timer]));
      },
      cancelTimer: (timer) => {
        this.record.outputs.push(`cancel ${this.#timerIds[timer]}`);
        this.#pending.delete(String(this.#timerIds[timer]));
      },
      startActor: (actor) => {
        this.#running.add(actor);
        this.record.outputs.push(`spawn ${chart.invokes[actor]?.id}`);
      },
      stopActor: (actor) => {
        this.#running.delete(actor);
        this.record.outputs.push(`stop ${chart.invokes[actor]?.id}`);
      },
      fatal: (alert, ref) => {
        this.record.outputs.push(`fatal ${alert}, ${ref}`);
      },
    };
    for (const guard of chart.guards) {
      port[guard] = (params?: unknown) => {
        this.#guardCalls += 1;
        if (this.#guardCalls > MAX_GUARD_CALLS) throw new Error('the transitions do not end');
        return this.environment.guardResult(namedAction(guard, params).text);
      };
    }
    for (const action of chart.actions) {
      port[action] = (params?: unknown) => {
        const { text } = namedAction(action, params);
        this.record.outputs.push(text);
        const event = this.environment.perform(text);
        if (event !== undefined) this.send(event);
      };
    }
    this.#port = port;
    this.#machine = compiled.create(port);
  }

  /** Replaces the machine by one that is restored from a snapshot of it in JSON, with its timers and actors. */
  revive(): void {
    const deadlineOf = (timer: number): number | undefined =>
      this.#pending.has(String(this.#timerIds[timer])) ? 1000 + timer : undefined;
    const isRunning = (actor: number): boolean => this.#running.has(actor);
    const { tables } = this.#compiled;
    const json = JSON.stringify(takeSnapshot(this.#machine, tables, { deadlineOf, isRunning }));
    this.#machine = this.#compiled.create(this.#port);
    const before = [...this.#pending].toSorted().join(' ') + [...this.#running].toSorted((a, b) => a - b).join(' ');
    this.#pending.clear();
    this.#running.clear();
    restoreSnapshot(this.#machine, tables, JSON.parse(json), {
      startTimerAt: (timer, deadline) => {
        if (deadline === 1000 + timer) this.#pending.add(String(this.#timerIds[timer]));
      },
      startActor: (actor) => this.#running.add(actor),
    });
    const after = [...this.#pending].toSorted().join(' ') + [...this.#running].toSorted((a, b) => a - b).join(' ');
    if (after !== before) throw new Error(`restored from ${json}, but ${after} run instead of ${before}`);
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

  endActor(id: string, failed: boolean): void {
    const actor = this.#chart.invokes.findIndex((invoke) => invoke.id === id);
    if (!failed) this.#machine.actorDone?.(actor);
    else {
      try {
        this.#machine.actorFailed?.(actor);
      } catch (error) {
        if ((error as { readonly code?: string }).code !== 'ERR_WIRECHART_MACHINE_ACTOR') throw error;
      }
    }
  }

  get failed(): boolean {
    return this.#machine.failed;
  }

  /** Expires every timer of the machine, whether started or not. */
  expireAll(): void {
    for (const id of this.#timerIds) this.expire(id);
  }

  get pending(): readonly string[] {
    return [...this.#pending].toSorted();
  }

  /** The paths of the active leaves, in document order. */
  get leaves(): readonly string[] {
    return this.#leavesIn(this.#chart.root);
  }

  #leavesIn(state: ChartState): readonly string[] {
    if (state.kind === 'parallel') return state.children.flatMap((region) => this.#leavesIn(region));
    if (state.kind !== 'compound') return [state.path];
    const names = this.#compiled.stateNames.get(state.path);
    const number = this.#machine[regionField(state)];
    const active = activeStatesOf(state).find((known) => activeStateKey(state, known) === names?.[Number(number)]);
    return active === undefined ? [`${state.path} in unknown state ${String(number)}`] : this.#leavesIn(active);
  }

  /** Regions that have an active state although their parallel state is not active. */
  get staleRegions(): readonly string[] {
    const active = new Set(
      this.leaves.flatMap((path) => path.split('.').map((_, end, names) => names.slice(0, end + 1).join('.'))),
    );
    return regionsOf(this.#chart)
      .filter(({ path }) => path !== '' && !active.has(path))
      .flatMap((region) => (this.#machine[regionField(region)] === undefined ? [] : [region.path]));
  }

  clearRecord(): void {
    this.record = emptyRecord();
    this.#guardCalls = 0;
  }

  /** Whether an active state has a tag. */
  hasTag(tag: string): boolean {
    return this.#machine.hasTag?.(tag) ?? false;
  }

  get output(): unknown {
    return this.#machine['output'];
  }

  get done(): boolean {
    return this.#machine.done;
  }
}
