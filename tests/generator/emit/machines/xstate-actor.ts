import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  and,
  createActor,
  createMachine,
  fromCallback,
  not,
  or,
  raise,
  stateIn,
} from 'xstate';
import type { Chart, ChartTransition } from '../../../../generator/model/chart.ts';
import { namedAction } from '../../../../generator/model/chart-action.ts';
import { ChartCall } from '../../../../generator/model/chart-call.ts';
import { emptyRecord, MachineEnvironment, type MachineRecord, timerId } from './machine-environment.ts';

/** XState's machine for a chart: the oracle. Built once and run by many actors in sequence. */
export class XstateOracle {
  readonly chart: Chart;
  readonly machine: AnyStateMachine;
  /** The running actor: it handles the guards and actions. */
  actor: XstateActor | undefined;
  /** The results of the guard of each edge, as `12 true`. */
  readonly answers = new Set<string>();

  constructor(chart: Chart) {
    this.chart = chart;
    const action = (name: string) => [name, (_: unknown, params: unknown) => this.actor?.act(useText(name, params))];
    const guard = (name: string) => [
      name,
      (_: unknown, params: unknown) => this.actor?.environment.guardResult(useText(name, params)) ?? false,
    ];
    this.machine = createMachine(xstateConfig(chart.config) as Parameters<typeof createMachine>[0], {
      guards: Object.fromEntries(chart.guards.map(guard)),
      actions: Object.fromEntries(chart.actions.map(action)),
      delays: Object.fromEntries(chart.delays),
      // The test ends the actors, in any order.
      actors: Object.fromEntries(chart.actors.map((name) => [name, fromCallback(() => {})])),
    });
    const ranks = new Map<unknown, number>();
    for (const edge of chart.edges) {
      const list = this.#transitionsFor(edge);
      const rank = ranks.get(list) ?? 0;
      ranks.set(list, rank + 1);
      const transition = list?.[rank];
      if (transition === undefined) throw new Error(`XState has no edge ${edge.index}`);
      this.#instrument(transition, edge);
    }
  }

  #transitionsFor({ source, trigger }: ChartTransition): XstateTransition[] | undefined {
    const { chart } = this;
    const node = this.machine.getStateNodeById(source.path === '' ? chart.id : `${chart.id}.${source.path}`);
    switch (trigger.kind) {
      case 'always':
        return node.always;
      case 'event':
        return node.transitions.get(trigger.event);
      case 'after':
        return node.transitions.get(timerId(chart, source.path, trigger.delay));
      case 'done':
        return node.transitions.get(`xstate.done.state.${node.id}`);
      case 'actorDone':
        return node.transitions.get(`xstate.done.actor.${trigger.actor}`);
      case 'actorError':
        return node.transitions.get(`xstate.error.actor.${trigger.actor}`);
    }
  }

  /** Adds actions that report the edge and its alert, and records the result of its guard. */
  #instrument(transition: XstateTransition, { index, guard, alert, ref }: ChartTransition): void {
    const report = alert === undefined ? [] : [{ type: alertAction, params: { alert, ref } }];
    transition.actions = [{ type: edgeAction, params: { edge: index } }, ...report, ...transition.actions];
    if (guard === undefined) return;
    const own = transition.guard;
    // `and` of the guard and of one that always holds and notes that the first did.
    const note = (answer: boolean) => () => {
      this.answers.add(`${index} ${answer}`);
      return answer;
    };
    transition.guard = or([and([own, note(true)] as never), note(false)] as never);
  }
}

/** The configuration with real calls of XState's guard functions. */
export function xstateConfig(value: unknown): unknown {
  if (value instanceof ChartCall) {
    const argument = xstateConfig(value.argument);
    switch (value.name) {
      case 'and':
        return and(argument as never);
      case 'or':
        return or(argument as never);
      case 'not':
        return not(argument as never);
      case 'stateIn':
        return stateIn(argument as never);
      case 'raise':
        return raise(argument as never);
    }
  }
  if (Array.isArray(value)) return value.map(xstateConfig);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, xstateConfig(field)]));
}

/** A use of a guard or an action in the spelling of the chart. */
function useText(name: string, params: unknown): string {
  return namedAction(name, params).text;
}

/** The parts of XState's transitions that are instrumented. */
interface XstateTransition {
  actions: readonly unknown[];
  guard?: unknown;
}

/** An actor of XState in an environment. The test expires its timers, in any order. */
export class XstateActor {
  record: MachineRecord = emptyRecord();
  readonly environment: MachineEnvironment;
  /** Timers that actions start, in the order in which XState passes them to the clock after the actions. */
  readonly #started: string[] = [];
  readonly #pending = new Map<string, () => void>();
  readonly #running = new Set<string>();
  readonly #chart: Chart;
  readonly #actor;
  /** The number of outputs before the running microstep. */
  #outputsBefore = 0;

  constructor(oracle: XstateOracle, seed: string) {
    oracle.actor = this;
    this.#chart = oracle.chart;
    this.environment = new MachineEnvironment(oracle.chart, seed);
    this.#actor = createActor(oracle.machine, {
      clock: {
        setTimeout: (expire: () => void) => {
          const id = this.#started.shift() ?? 'unknown timer';
          this.#pending.set(id, expire);
          return id;
        },
        clearTimeout: (id: string) => this.#pending.delete(id),
      },
      inspect: (inspection) => {
        if (inspection.type === '@xstate.action') this.#note(inspection.action.type, inspection.action.params);
        if (inspection.type === '@xstate.microstep') this.#endMicrostep(inspection.snapshot);
      },
    });
    this.#actor.subscribe({ error: () => {} });
  }

  /**
   * Ends a microstep. XState looks for eventless transitions in the leaves in the order of entry; SCXML and the compiled
   * machines look in document order. So the leaves are sorted into document order.
   */
  #endMicrostep(snapshot: unknown): void {
    (snapshot as { readonly _nodes: { readonly order: number }[] })._nodes.sort((a, b) => a.order - b.order);
    const { edges, outputCounts, outputs } = this.record;
    while (outputCounts.length < edges.length) outputCounts.push(this.#outputsBefore);
    this.#outputsBefore = outputs.length;
  }

  /** Starts a new record. */
  clearRecord(): void {
    this.record = emptyRecord();
    this.#outputsBefore = 0;
  }

  /** Records an action or timer command in the spelling of the compiled machine's record. */
  #note(type: string, params: unknown): void {
    const { outputs } = this.record;
    if (type === 'xstate.raise') {
      const { id, delay } = params as { readonly id: string; readonly delay?: number };
      // An event that is raised at once is no output: the transitions that it causes are compared.
      if (delay === undefined) return;
      this.#started.push(id);
      outputs.push(`start ${id}`);
    } else if (type === 'xstate.cancel') {
      outputs.push(`cancel ${(params as { readonly sendId: string }).sendId}`);
    } else if (type === 'xstate.spawnChild') {
      const { id } = params as { readonly id: string };
      this.#running.add(id);
      outputs.push(`spawn ${id}`);
    } else if (type === 'xstate.stopChild') {
      const child = params as { readonly id: string } | undefined;
      if (child === undefined) return;
      this.#running.delete(child.id);
      outputs.push(`stop ${child.id}`);
    } else if (type === edgeAction) {
      this.record.edges.push((params as { readonly edge: number }).edge);
    } else if (type === alertAction) {
      const { alert, ref } = params as { readonly alert: string; readonly ref: string };
      outputs.push(`fatal ${alert}, ${ref}`);
    } else {
      outputs.push(useText(type, params));
    }
  }

  start(): void {
    this.#actor.start();
  }

  /** Called by an action of the machine. */
  act(action: string): void {
    const event = this.environment.perform(action);
    if (event !== undefined) this.send(event);
  }

  send(event: string): void {
    this.#actor.send({ type: event });
  }

  expire(id: string): void {
    const expire = this.#pending.get(id);
    this.#pending.delete(id);
    expire?.();
  }

  /** Ends an actor that runs. */
  endActor(id: string, failed: boolean): void {
    const type = `xstate.${failed ? 'error' : 'done'}.actor.${id}`;
    this.#actor.send({ type, ...(failed ? { error: new Error(id) } : {}) });
  }

  get running(): readonly string[] {
    return [...this.#running].toSorted();
  }

  get pending(): readonly string[] {
    return [...this.#pending.keys()].toSorted();
  }

  /** The paths of the active leaves, in document order. */
  get leaves(): readonly string[] {
    const snapshot = this.#actor.getSnapshot();
    if (snapshot.status === 'error') return [`error: ${String(snapshot.error)}`];
    const paths = new Set(leafPaths(snapshot.value, ''));
    return this.#chart.leaves.flatMap(({ path }) => (paths.has(path) ? [path] : []));
  }

  hasTag(tag: string): boolean {
    return (this.#actor.getSnapshot() as AnyMachineSnapshot).hasTag(tag);
  }

  get output(): unknown {
    return this.#actor.getSnapshot().output;
  }

  get done(): boolean {
    return this.#actor.getSnapshot().status === 'done';
  }

  get failed(): boolean {
    return this.#actor.getSnapshot().status === 'error';
  }
}

/** XState gives a leaf as its name, and a region that is a leaf as an empty object. */
function leafPaths(value: unknown, path: string): readonly string[] {
  const inside = path === '' ? '' : `${path}.`;
  if (typeof value === 'string') return [inside + value];
  const entries = Object.entries(value as object);
  return entries.length === 0 ? [path] : entries.flatMap(([name, inner]) => leafPaths(inner, inside + name));
}

/** Actions added to XState's transitions, which report an edge and its alert. */
const edgeAction = 'edge';
const alertAction = 'alert of the edge';
