import type {
  Chart,
  ChartAction,
  ChartState,
  ChartTransition,
  ChartTrigger,
} from '../../../../generator/model/chart.ts';
import { namedAction } from '../../../../generator/model/chart-action.ts';
import { namedGuard } from '../../../../generator/model/chart-guard.ts';

/** The part of an XState configuration that these tests use. */
export interface ChartConfig {
  readonly id?: string;
  readonly initial?: string;
  readonly type?: string;
  readonly description?: string;
  readonly entry?: unknown;
  readonly exit?: unknown;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly always?: unknown;
  readonly states?: Readonly<Record<string, ChartConfig>>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A chart built from its configuration: diagrams can be tested with names that no chart file may have. */
export function chartOf(config: ChartConfig): Chart {
  const id = config.id ?? 'sample';
  const states: ChartState[] = [];
  const edges: ChartTransition[] = [];
  const pending: (() => void)[] = [];

  function read(node: ChartConfig, name: string, parent: ChartState | undefined): ChartState {
    const path = parent === undefined || parent.path === '' ? name : `${parent.path}.${name}`;
    const children: ChartState[] = [];
    const transitions: ChartTransition[] = [];
    const kind = node.states !== undefined ? 'compound' : node.type === 'final' ? 'final' : 'atomic';
    const state: Mutable<ChartState> = {
      path: parent === undefined ? '' : path,
      name,
      kind,
      parent,
      children,
      histories: [],
      initial: undefined,
      initialActions: [],
      deep: false,
      fallback: undefined,
      entry: actionsOf(node.entry),
      exit: actionsOf(node.exit),
      invokes: [],
      tags: [],
      output: undefined,
      transitions,
      description: node.description,
      ref: undefined,
      offset: 0,
    };
    if (parent !== undefined) states.push(state);
    const add = (trigger: ChartTrigger, value: unknown): void => {
      for (const one of list(value)) {
        const given = typeof one === 'string' ? { target: one } : (one as Record<string, unknown>);
        const meta = (given['meta'] ?? {}) as Record<string, string>;
        const actions = actionsOf(given['actions']);
        const [guard] = names(given['guard']);
        const targets: ChartState[] = [];
        const edge: Mutable<ChartTransition> = {
          index: edges.length,
          source: state,
          trigger,
          guard: guard === undefined ? undefined : namedGuard(guard, undefined),
          targets,
          actions,
          reenter: given['reenter'] === true,
          outcome:
            meta['alert'] !== undefined ? 'fatal' : given['target'] || actions.length > 0 ? 'handled' : 'ignored',
          alert: meta['alert'],
          ref: meta['ref'],
          reason: meta['reason'],
          description: given['description'] as string | undefined,
          offset: 0,
        };
        edges.push(edge);
        transitions.push(edge);
        const target = given['target'];
        if (typeof target === 'string') pending.push(() => targets.push(find(state, target)));
      }
    };
    for (const [event, value] of Object.entries(node.on ?? {})) add({ kind: 'event', event }, value);
    if (node.always !== undefined) add({ kind: 'always' }, node.always);
    for (const [delay, value] of Object.entries(node.after ?? {})) add({ kind: 'after', delay }, value);
    for (const [childName, child] of Object.entries(node.states ?? {})) children.push(read(child, childName, state));
    state.initial = children.find((child) => child.name === node.initial);
    return state;
  }

  function find(from: ChartState, target: string): ChartState {
    const base = from.parent === undefined || from.parent.path === '' ? '' : `${from.parent.path}.`;
    const path = target.startsWith('#')
      ? target.slice(id.length + 2)
      : target.startsWith('.')
        ? `${from.path === '' ? '' : `${from.path}.`}${target.slice(1)}`
        : `${base}${target}`;
    const state = states.find((known) => known.path === path);
    if (state === undefined) throw new Error(`${id} has no state ${path}`);
    return state;
  }

  const root = read(config, id, undefined);
  for (const resolve of pending) resolve();
  return {
    file: { path: `spec/sample/charts/${id}.chart.ts`, text: '' },
    id,
    doc: '',
    events: [],
    guards: [],
    actions: [],
    actors: [],
    invokes: [],
    delays: new Map(),
    names: [],
    root,
    states,
    leaves: states.filter((state) => state.children.length === 0),
    edges,
    config: {},
  };
}

function list(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function actionsOf(value: unknown): ChartAction[] {
  return names(value).map((name) => namedAction(name, undefined));
}

function names(value: unknown): string[] {
  return list(value).map((one) => (typeof one === 'string' ? one : (one as { type: string }).type));
}
