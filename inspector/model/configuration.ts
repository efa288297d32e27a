import type { MachineEdge } from 'wirechart/runtime';
import type { InspectedChart, InspectedState } from './chart.ts';

/** What the next transition depends on: active atomic states and the content of history states. Never modified. */
export interface ActiveStates {
  /** Paths in document order. */
  readonly atomic: readonly string[];
  /** Atomic states that were active when the parent of a history state was exited, by the path of the history state. */
  readonly history: ReadonlyMap<string, readonly string[]>;
}

/**
 * The configuration of a machine (SCXML): its active atomic states, one or one for each region of a parallel
 * state.
 */
export class Configuration {
  readonly #chart: InspectedChart;
  readonly #states: ReadonlyMap<string, InspectedState>;
  #history: ReadonlyMap<string, readonly string[]> = new Map();
  #atomicStates: readonly string[];

  /** Starts in the initial states, or in `active`. */
  constructor(chart: InspectedChart, active?: ActiveStates) {
    this.#chart = chart;
    this.#states = new Map(chart.states.map((state) => [state.path, state]));
    if (active !== undefined) this.#history = active.history;
    this.#atomicStates = active === undefined ? this.#enter('', []) : active.atomic;
  }

  /** Paths of the active atomic states, in document order. */
  get atomicStates(): readonly string[] {
    return this.#atomicStates;
  }

  /** The present content, which later transitions do not change. */
  get active(): ActiveStates {
    return { atomic: this.#atomicStates, history: this.#history };
  }

  /** Takes a transition. Returns the atomic states that it enters; none for a transition without a target. */
  takeTransition({ from, to, reenter }: MachineEdge): readonly string[] {
    if (to === undefined) return [];
    const domain = transitionDomain(from, to, reenter === true);
    const exited = this.#atomicStates.filter((state) => isWithin(state, domain));
    const history = new Map(this.#history);
    for (const { path, kind } of this.#chart.states) {
      const parent = parentOf(path);
      const inside = exited.filter((state) => state !== parent && isWithin(state, parent));
      if (kind === 'history' && parent !== domain && inside.length > 0) history.set(path, inside);
    }
    this.#history = history;
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

/** Path of the parent; empty for a top-level state. */
export function parentOf(path: string): string {
  return path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
}

/** The state and its ancestors, innermost first: `WAITING.ARMED`, `WAITING` and the root's empty path. */
export function selfAndAncestors(path: string): string[] {
  const steps = path.split('.');
  return [...steps.map((_, place) => steps.slice(0, steps.length - place).join('.')), ''];
}

/** The transition domain (SCXML): the source around its targets, or the innermost state that contains all of them. */
export function transitionDomain(from: string, to: readonly string[], reenter: boolean): string {
  if (!reenter && to.every((target) => isWithin(target, from))) return from;
  let ancestor = parentOf(to[0] ?? '');
  while (ancestor !== '' && [from, ...to].some((path) => path === ancestor || !isWithin(path, ancestor))) {
    ancestor = parentOf(ancestor);
  }
  return ancestor;
}
