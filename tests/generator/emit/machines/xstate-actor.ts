import { type AnyStateMachine, createActor, createMachine } from 'xstate';
import type { Chart, ChartTransition } from '../../../../generator/model/chart.ts';
import { type ChartRecord, ChartWorld, emptyRecord, timerId } from './machine-environment.ts';

/** XState's machine for a chart: the oracle. Built once, then run by many actors one after the other. */
export class XstateOracle {
  readonly chart: Chart;
  readonly machine: AnyStateMachine;
  /** Where guards and actions of the actor that runs now lead. */
  actor: XstateActor | undefined;
  /** The answers that the guard of each edge got, as `12 true`. */
  readonly answers = new Set<string>();

  constructor(chart: Chart) {
    this.chart = chart;
    const action = (name: string) => [name, () => this.actor?.act(name)];
    this.machine = createMachine(chart.config as Parameters<typeof createMachine>[0], {
      guards: Object.fromEntries(chart.guards.map((name) => [name, () => false])),
      actions: Object.fromEntries(chart.actions.map(action)),
      delays: Object.fromEntries(chart.delays),
    });
    const ranks = new Map<unknown, number>();
    for (const edge of chart.edges) {
      const list = this.#transitionsFor(edge);
      const rank = ranks.get(list) ?? 0;
      ranks.set(list, rank + 1);
      const transition = list?.[rank];
      if (transition === undefined) throw new Error(`XState knows nothing of edge ${edge.index}`);
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
    }
  }

  /** Has XState tell which edge it takes, with its alert as the first action, and what its guard was told. */
  #instrument(transition: XstateTransition, { index, guard, alert, ref }: ChartTransition): void {
    const told = alert === undefined ? [] : [{ type: alertAction, params: { alert, ref } }];
    transition.actions = [{ type: edgeAction, params: { edge: index } }, ...told, ...transition.actions];
    if (guard === undefined) return;
    transition.guard = () => {
      const answer = this.actor?.world.agrees(guard) ?? false;
      this.answers.add(`${index} ${answer}`);
      return answer;
    };
  }
}

/** What of XState's transitions is made to talk. */
interface XstateTransition {
  actions: readonly unknown[];
  guard?: unknown;
}

/** An actor of XState in a world. Its timers run out when the test says so, in any order. */
export class XstateActor {
  record: ChartRecord = emptyRecord();
  readonly world: ChartWorld;
  /** Timers ordered by actions, in the order in which XState hands them to the clock when the actions are done. */
  readonly #ordered: string[] = [];
  readonly #pending = new Map<string, () => void>();
  readonly #chart: Chart;
  readonly #actor;
  /** How many deeds had been done when the running microstep began. */
  #begun = 0;

  constructor(oracle: XstateOracle, seed: string) {
    oracle.actor = this;
    this.#chart = oracle.chart;
    this.world = new ChartWorld(oracle.chart, seed);
    this.#actor = createActor(oracle.machine, {
      clock: {
        setTimeout: (expire: () => void) => {
          const id = this.#ordered.shift() ?? 'a timer nobody ordered';
          this.#pending.set(id, expire);
          return id;
        },
        clearTimeout: (id: string) => this.#pending.delete(id),
      },
      inspect: (inspection) => {
        if (inspection.type === '@xstate.action') this.#note(inspection.action.type, inspection.action.params);
        if (inspection.type === '@xstate.microstep') this.#settle(inspection.snapshot);
      },
    });
    this.#actor.subscribe({ error: () => {} });
  }

  /**
   * A microstep is over. XState looks for eventless transitions in the leaves in the order in which they were entered,
   * SCXML and the compiled machines in document order: the leaves are put into that order.
   */
  #settle(snapshot: unknown): void {
    (snapshot as { readonly _nodes: { readonly order: number }[] })._nodes.sort((a, b) => a.order - b.order);
    const { edges, marks, deeds } = this.record;
    while (marks.length < edges.length) marks.push(this.#begun);
    this.#begun = deeds.length;
  }

  /** What is done from now on is a new record. */
  forget(): void {
    this.record = emptyRecord();
    this.#begun = 0;
  }

  /** Writes an action or timer command down as the compiled machine's record spells it. */
  #note(type: string, params: unknown): void {
    const { deeds } = this.record;
    if (type === 'xstate.raise') {
      const { id } = params as { readonly id: string };
      this.#ordered.push(id);
      deeds.push(`start ${id}`);
    } else if (type === 'xstate.cancel') {
      deeds.push(`cancel ${(params as { readonly sendId: string }).sendId}`);
    } else if (type === edgeAction) {
      this.record.edges.push((params as { readonly edge: number }).edge);
    } else if (type === alertAction) {
      const { alert, ref } = params as { readonly alert: string; readonly ref: string };
      deeds.push(`fatal ${alert}, ${ref}`);
    } else {
      deeds.push(type);
    }
  }

  start(): void {
    this.#actor.start();
  }

  /** Called by an action of the machine. */
  act(action: string): void {
    const event = this.world.act(action);
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

  get done(): boolean {
    return this.#actor.getSnapshot().status === 'done';
  }
}

/** A leaf by its name, a region that is a leaf by an empty object. */
function leafPaths(value: unknown, path: string): readonly string[] {
  const inside = path === '' ? '' : `${path}.`;
  if (typeof value === 'string') return [inside + value];
  const entries = Object.entries(value as object);
  return entries.length === 0 ? [path] : entries.flatMap(([name, inner]) => leafPaths(inner, inside + name));
}

/** Stand in XState's transitions for the calls that tell of an edge and report its alert. */
const edgeAction = 'edge';
const alertAction = 'alert of the edge';
