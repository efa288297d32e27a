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
    this.#atomicStates = this.#enter('', []);
  }

  /** Paths of the active atomic states, in document order. */
  get atomicStates(): readonly string[] {
    return this.#atomicStates;
  }

  /** Takes a transition. Returns the atomic states that it enters; none for a transition without a target. */
  takeTransition({ from, to, reenter }: MachineEdge): readonly string[] {
    if (to === undefined) return [];
    const domain = domainOf(from, to, reenter === true);
    const exited = this.#atomicStates.filter((state) => isWithin(state, domain));
    for (const { path, kind } of this.#chart.states) {
      const parent = parentOf(path);
      const inside = exited.filter((state) => state !== parent && isWithin(state, parent));
      if (kind === 'history' && parent !== domain && inside.length > 0) this.#history.set(path, inside);
    }
    const entered = this.#enter(domain, to);
    const active = new Set([...this.#atomicStates.filter((state) => !exited.includes(state)), ...entered]);
    this.#atomicStates = this.#chart.states.flatMap(({ path }) => (active.has(path) ? [path] : []));
    return entered;
  }

  /** The atomic states entered in an active state: those towards the targets inside it, and the initial ones elsewhere. */
  #enter(path: string, targets: readonly string[]): readonly string[] {
    const state = this.#states.get(path);
    const kind = path === '' ? (this.#chart.kind ?? 'compound') : state?.kind;
    const inside = targets.filter((target) => target !== path && isWithin(target, path));
    const history = inside.find((target) => parentOf(target) === path && this.#states.get(target)?.kind === 'history');
    if (history !== undefined) return this.#restoreHistory(path, history);
    const enterChild = (child: string): readonly string[] => this.#enter(child, inside);
    if (kind === 'parallel') return this.#children(path).flatMap(enterChild);
    const initial = path === '' ? this.#chart.initial : state?.initial;
    if (kind !== 'compound' || initial === undefined) return [path];
    const towards = this.#children(path).find((child) => inside.some((target) => isWithin(target, child)));
    return enterChild(towards ?? initial);
  }

  #restoreHistory(parent: string, history: string): readonly string[] {
    const state = this.#states.get(history);
    const recorded = this.#history.get(history);
    if (recorded === undefined) return this.#enter(parent, state?.initial === undefined ? [] : [state.initial]);
    if (state?.deep === true) return recorded;
    // Shallow history: the child that was active, with its initial states.
    const known = this.#children(parent).filter((child) => recorded.some((state) => isWithin(state, child)));
    return this.#enter(parent, known);
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

/** The transition domain (SCXML): the source around its targets, or the innermost state that contains all of them. */
function domainOf(from: string, to: readonly string[], reenter: boolean): string {
  if (!reenter && to.every((target) => isWithin(target, from))) return from;
  let ancestor = parentOf(to[0] ?? '');
  while (ancestor !== '' && [from, ...to].some((path) => path === ancestor || !isWithin(path, ancestor))) {
    ancestor = parentOf(ancestor);
  }
  return ancestor;
}
