import type { MachineEdge } from 'wirechart/runtime';
import type { InspectedChart, InspectedState } from './inspected-chart.ts';

/**
 * The configuration of a machine (SCXML): its active atomic states, one or one for each region of a parallel
 * state.
 */
export class Configuration {
  readonly #chart: InspectedChart;
  readonly #states: ReadonlyMap<string, InspectedState>;
  /** Atomic states that were active when the parent of a history state was exited, by the path of the history state. */
  readonly #history = new Map<string, readonly string[]>();
  #atomicStates: readonly string[];

  constructor(chart: InspectedChart) {
    this.#chart = chart;
    this.#states = new Map(chart.states.map((state) => [state.path, state]));
    this.#atomicStates = this.#enter('', undefined);
  }

  /** Paths of the active atomic states, in document order. */
  get atomicStates(): readonly string[] {
    return this.#atomicStates;
  }

  /** Takes a transition. Returns the atomic states that it enters; none for a transition without a target. */
  takeTransition({ from, to }: MachineEdge): readonly string[] {
    if (to === undefined) return [];
    const domain = isWithin(to, from) ? from : commonAncestor(from, to);
    const exited = this.#atomicStates.filter((state) => isWithin(state, domain));
    for (const { path, kind } of this.#chart.states) {
      const parent = parentOf(path);
      const inside = exited.filter((state) => state !== parent && isWithin(state, parent));
      if (kind === 'history' && parent !== domain && inside.length > 0) this.#history.set(path, inside);
    }
    const entered = this.#enter(domain, to === domain ? undefined : to);
    const active = new Set([...this.#atomicStates.filter((state) => !exited.includes(state)), ...entered]);
    this.#atomicStates = this.#chart.states.flatMap(({ path }) => (active.has(path) ? [path] : []));
    return entered;
  }

  /** The atomic states entered in an active state: those towards `target`, and the initial ones elsewhere. */
  #enter(path: string, target: string | undefined): readonly string[] {
    const state = this.#states.get(path);
    const kind = path === '' ? (this.#chart.kind ?? 'compound') : state?.kind;
    if (target !== undefined && parentOf(target) === path && this.#states.get(target)?.kind === 'history') {
      return this.#restoreHistory(path, target);
    }
    const enterChild = (child: string): readonly string[] =>
      this.#enter(child, target !== undefined && target !== child && isWithin(target, child) ? target : undefined);
    if (kind === 'parallel') return this.#children(path).flatMap(enterChild);
    const initial = path === '' ? this.#chart.initial : state?.initial;
    if (kind !== 'compound' || initial === undefined) return [path];
    return enterChild(this.#children(path).find((child) => target !== undefined && isWithin(target, child)) ?? initial);
  }

  #restoreHistory(parent: string, history: string): readonly string[] {
    const state = this.#states.get(history);
    const recorded = this.#history.get(history);
    if (recorded === undefined) return this.#enter(parent, state?.initial);
    if (state?.deep === true) return recorded;
    // Shallow history: the child that was active, with its initial states.
    return this.#enter(
      parent,
      this.#children(parent).find((child) => recorded.some((state) => isWithin(state, child))),
    );
  }

  #children(path: string): readonly string[] {
    return this.#chart.states.flatMap((state) =>
      parentOf(state.path) === path && state.kind !== 'history' ? [state.path] : [],
    );
  }
}

/** Whether the state at `path` is `ancestor` or one of its descendants. The path of the root is empty. */
export function isWithin(path: string, ancestor: string): boolean {
  return ancestor === '' || path === ancestor || path.startsWith(`${ancestor}.`);
}

function parentOf(path: string): string {
  return path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
}

/** The least common ancestor: the innermost state that contains both. */
function commonAncestor(a: string, b: string): string {
  let ancestor = parentOf(b);
  while (ancestor !== '' && (ancestor === a || !isWithin(a, ancestor))) ancestor = parentOf(ancestor);
  return ancestor;
}
