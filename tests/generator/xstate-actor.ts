import { type AnyStateMachine, createActor, createMachine } from 'xstate';
import type { Chart } from '../../generator/model/chart.ts';
import { type ChartRecord, ChartWorld, emptyRecord, timerId } from './chart-world.ts';

/** XState's machine for a chart: the oracle. Built once, then run by many actors one after the other. */
export class XstateOracle {
  readonly chart: Chart;
  readonly machine: AnyStateMachine;
  /** Where guards and actions of the actor that runs now lead. */
  actor: XstateActor | undefined;
  readonly #edges = new Map<unknown, number>();

  constructor(chart: Chart) {
    this.chart = chart;
    const guard = (name: string) => [name, () => this.actor?.world.agrees(name) ?? false];
    const action = (name: string) => [name, () => this.actor?.act(name)];
    this.machine = createMachine(withAlerts(chart.config) as Parameters<typeof createMachine>[0], {
      guards: Object.fromEntries(chart.guards.map(guard)),
      actions: Object.fromEntries(chart.actions.map(action)),
      delays: Object.fromEntries(chart.delays),
    });
    const ranks = new Map<unknown, number>();
    for (const { source, trigger, index } of chart.edges) {
      const node = this.machine.getStateNodeById(source.path === '' ? chart.id : `${chart.id}.${source.path}`);
      const list =
        trigger.kind === 'always'
          ? node.always
          : node.transitions.get(trigger.kind === 'event' ? trigger.event : timerId(chart, source.path, trigger.delay));
      const rank = ranks.get(list) ?? 0;
      ranks.set(list, rank + 1);
      this.#edges.set(list?.[rank], index);
    }
  }

  /** The number the compiled machine gives to an edge; -1 for one that the chart does not have. */
  edgeOf(transition: unknown): number {
    return this.#edges.get(transition) ?? -1;
  }
}

/** An actor of XState in a world. Its timers run out when the test says so, in any order. */
export class XstateActor {
  record: ChartRecord = emptyRecord();
  readonly world: ChartWorld;
  /** Timers ordered by actions, in the order in which XState hands them to the clock when the actions are done. */
  readonly #ordered: string[] = [];
  readonly #pending = new Map<string, () => void>();
  readonly #actor;

  constructor(oracle: XstateOracle, seed: string) {
    oracle.actor = this;
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
        if (inspection.type === '@xstate.microstep') {
          const { edges, marks, deeds } = this.record;
          for (const transition of inspection._transitions) {
            edges.push(oracle.edgeOf(transition));
            marks.push(deeds.length);
          }
        }
      },
    });
    this.#actor.subscribe({ error: () => {} });
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

  get state(): string {
    const snapshot = this.#actor.getSnapshot();
    if (snapshot.status === 'error') return `error: ${String(snapshot.error)}`;
    const path: string[] = [];
    let value: unknown = snapshot.value;
    while (typeof value === 'object' && value !== null) {
      const [[name, inner] = ['?', undefined]] = Object.entries(value);
      path.push(name);
      value = inner;
    }
    return [...path, String(value)].join('.');
  }

  get done(): boolean {
    return this.#actor.getSnapshot().status === 'done';
  }
}

/** Stands in the configuration for the call that reports the alert of a fatal edge. */
const alertAction = 'alert of the edge';

/** The configuration with the alert of each fatal transition as its first action. */
function withAlerts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withAlerts);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withAlerts(field)]));
  const { meta, actions = [] } = fields as { meta?: { alert?: string; ref?: string }; actions?: unknown };
  if (meta?.alert === undefined) return fields;
  return { ...fields, actions: [{ type: alertAction, params: meta }, actions].flat() };
}
