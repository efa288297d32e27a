import type { MachineEdge } from '../runtime/machine/index.ts';
import type { InspectedChart, InspectedState } from './inspected-chart.ts';

/** Where a machine is, as the chart has it: one leaf, or one for each region of the parallel states it is in. */
export class Configuration {
  readonly #chart: InspectedChart;
  readonly #states: ReadonlyMap<string, InspectedState>;
  /** Leaves that were active when the parent of a history state was left, by the history state's path. */
  readonly #memory = new Map<string, readonly string[]>();
  #leaves: readonly string[];

  constructor(chart: InspectedChart) {
    this.#chart = chart;
    this.#states = new Map(chart.states.map((state) => [state.path, state]));
    this.#leaves = this.#inside('', undefined);
  }

  /** Paths of the active leaves, in the order of the chart. */
  get leaves(): readonly string[] {
    return this.#leaves;
  }

  /** Takes an edge; gives the leaves it enters, none for an edge that stays. */
  take({ from, to }: MachineEdge): readonly string[] {
    if (to === undefined) return [];
    const domain = isWithin(to, from) ? from : meeting(from, to);
    const left = this.#leaves.filter((leaf) => isWithin(leaf, domain));
    for (const { path, kind } of this.#chart.states) {
      const parent = parentOf(path);
      const inside = left.filter((leaf) => leaf !== parent && isWithin(leaf, parent));
      if (kind === 'history' && parent !== domain && inside.length > 0) this.#memory.set(path, inside);
    }
    const entered = this.#inside(domain, to === domain ? undefined : to);
    const active = new Set([...this.#leaves.filter((leaf) => !left.includes(leaf)), ...entered]);
    this.#leaves = this.#chart.states.flatMap(({ path }) => (active.has(path) ? [path] : []));
    return entered;
  }

  /** The leaves entered inside an active state on the way to `goal`, and by default where the way is open. */
  #inside(path: string, goal: string | undefined): readonly string[] {
    const state = this.#states.get(path);
    const kind = path === '' ? (this.#chart.kind ?? 'compound') : state?.kind;
    if (goal !== undefined && parentOf(goal) === path && this.#states.get(goal)?.kind === 'history') {
      return this.#remembered(path, goal);
    }
    const enter = (child: string): readonly string[] =>
      this.#inside(child, goal !== undefined && goal !== child && isWithin(goal, child) ? goal : undefined);
    if (kind === 'parallel') return this.#children(path).flatMap(enter);
    const initial = path === '' ? this.#chart.initial : state?.initial;
    if (kind !== 'compound' || initial === undefined) return [path];
    return enter(this.#children(path).find((child) => goal !== undefined && isWithin(goal, child)) ?? initial);
  }

  #remembered(parent: string, history: string): readonly string[] {
    const state = this.#states.get(history);
    const known = this.#memory.get(history);
    if (known === undefined) return this.#inside(parent, state?.initial);
    if (state?.deep === true) return known;
    // The child that was active, entered anew.
    return this.#inside(
      parent,
      this.#children(parent).find((child) => known.some((leaf) => isWithin(leaf, child))),
    );
  }

  #children(path: string): readonly string[] {
    return this.#chart.states.flatMap((state) =>
      parentOf(state.path) === path && state.kind !== 'history' ? [state.path] : [],
    );
  }
}

/** Whether the state at `path` is `ancestor` or lies in it; the root's path is empty. */
export function isWithin(path: string, ancestor: string): boolean {
  return ancestor === '' || path === ancestor || path.startsWith(`${ancestor}.`);
}

function parentOf(path: string): string {
  return path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
}

/** The innermost state around both. */
function meeting(a: string, b: string): string {
  let around = parentOf(b);
  while (around !== '' && (around === a || !isWithin(a, around))) around = parentOf(around);
  return around;
}
