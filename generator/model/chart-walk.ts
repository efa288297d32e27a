import type { Chart, ChartState, ChartTransition, ChartTrigger } from './chart.ts';

/** The state and everything around it, innermost first; the root comes last. */
export function selfAndAncestors(state: ChartState): readonly ChartState[] {
  const chain: ChartState[] = [];
  for (let at: ChartState | undefined = state; at !== undefined; at = at.parent) chain.push(at);
  return chain;
}

/** Whether a state is a descendant of another; no state is a descendant of itself. */
export function isDescendant(state: ChartState, other: ChartState): boolean {
  return state !== other && selfAndAncestors(state).includes(other);
}

/** The descendants that are entered by default, in document order. Empty for a leaf. */
export function initialPath(state: ChartState): readonly ChartState[] {
  return entrySetBelow(state, undefined).flatMap((step) => (step.kind === 'state' ? [step.state] : []));
}

/** The active leaves after entering `state`: one, or one for each region. */
export function initialLeaves(state: ChartState): readonly ChartState[] {
  return [state, ...initialPath(state)].filter(isLeaf);
}

/** Nothing lies inside an atomic or final state. */
export function isLeaf({ kind }: ChartState): boolean {
  return kind === 'atomic' || kind === 'final';
}

/** The leaves inside a state; a leaf contains itself. */
export function leavesOf(state: ChartState): readonly ChartState[] {
  return isLeaf(state) ? [state] : state.children.flatMap(leavesOf);
}

/**
 * The transition domain (SCXML) of a transition with a target: the source if the target lies inside and
 * `reenter` is not set, otherwise the innermost state around both. Undefined: the machine is exited and entered again.
 */
export function domainOf({ source, target, reenter }: ChartTransition): ChartState | undefined {
  if (target === undefined) return source;
  if (!reenter && (target === source || isDescendant(target, source))) return source;
  return selfAndAncestors(target)
    .slice(1)
    .find((around) => isDescendant(source, around));
}

/** One step of entering: a state, or the history value of a history state. */
export type EntryStep =
  | { readonly kind: 'state'; readonly state: ChartState }
  | { readonly kind: 'history'; readonly history: ChartState };

/** The entry set (SCXML) of a transition, in document order: outer states before inner ones, region after region. */
export function entrySetOf(edge: ChartTransition): readonly EntryStep[] {
  if (edge.target === undefined) return [];
  const domain = domainOf(edge);
  if (domain !== undefined) return entrySetBelow(domain, edge.target);
  return entrySetFrom(rootOf(edge.source), edge.target);
}

/** The states entered inside an active state on the path to `goal`, and initial states elsewhere. */
export function entrySetBelow(state: ChartState, goal: ChartState | undefined): readonly EntryStep[] {
  if (goal?.kind === 'history' && goal.parent === state) return [{ kind: 'history', history: goal }];
  if (state.kind === 'parallel') return state.children.flatMap((region) => entrySetFrom(region, goal));
  if (state.initial === undefined) return [];
  const towards = state.children.find((child) => goal === child || (goal !== undefined && isDescendant(goal, child)));
  return entrySetFrom(towards ?? state.initial, goal);
}

function entrySetFrom(state: ChartState, goal: ChartState | undefined): readonly EntryStep[] {
  const further = goal !== undefined && isDescendant(goal, state) ? goal : undefined;
  return [{ kind: 'state', state }, ...entrySetBelow(state, further)];
}

function rootOf(state: ChartState): ChartState {
  return state.parent === undefined ? state : rootOf(state.parent);
}

/** The state and its ancestors below `end`, innermost first. */
export function selfAndAncestorsBelow(state: ChartState, end: ChartState | undefined): readonly ChartState[] {
  const chain = selfAndAncestors(state);
  const index = end === undefined ? -1 : chain.indexOf(end);
  return index === -1 ? chain : chain.slice(0, index);
}

/** Entering a final state directly below a machine without regions ends it. */
export function endsMachine(leaf: ChartState): boolean {
  return leaf.kind === 'final' && leaf.parent?.parent === undefined && leaf.parent?.kind === 'compound';
}

/** Whether a state can come to its end: a compound one by a final child, a parallel one by all its regions. */
export function canComplete({ kind, children }: ChartState): boolean {
  if (kind === 'parallel') return children.every(canComplete);
  return kind === 'final' || children.some((child) => child.kind === 'final');
}

/** Whether a state has `onDone` transitions. */
export function hasOnDone(state: ChartState): boolean {
  return state.transitions.some(({ trigger }) => trigger.kind === 'done');
}

function sameTrigger(a: ChartTrigger, b: ChartTrigger): boolean {
  if (a.kind === 'event') return b.kind === 'event' && a.event === b.event;
  return a.kind === 'after' ? b.kind === 'after' && a.delay === b.delay : b.kind === a.kind;
}

/** The candidates that a state declares for a trigger, in document order. */
export function candidatesOf(state: ChartState, trigger: ChartTrigger): readonly ChartTransition[] {
  return state.transitions.filter((edge) => sameTrigger(edge.trigger, trigger));
}

/**
 * The reachable candidates for an event or for `always` in a leaf, its own before those of its ancestors:
 * up to the first without a guard, and each guard once, because a guard that failed would fail again.
 */
export function candidatesIn(leaf: ChartState, trigger: ChartTrigger): readonly ChartTransition[] {
  const found: ChartTransition[] = [];
  const asked = new Set<string>();
  for (const state of selfAndAncestors(leaf)) {
    for (const edge of candidatesOf(state, trigger)) {
      if (edge.guard === undefined) return [...found, edge];
      if (!asked.has(edge.guard)) found.push(edge);
      asked.add(edge.guard);
    }
  }
  return found;
}

export interface ChartTimer {
  readonly state: ChartState;
  readonly delay: string;
}

/** The delays a state starts a timer for, in document order. */
export function delaysOf(state: ChartState): readonly string[] {
  const delays = state.transitions.flatMap(({ trigger }) => (trigger.kind === 'after' ? [trigger.delay] : []));
  return [...new Set(delays)];
}

/** Every timer of a chart: one for each state and each delay in its `after`. */
export function timersOf(chart: Chart): readonly ChartTimer[] {
  return [chart.root, ...chart.states].flatMap((state) => delaysOf(state).map((delay) => ({ state, delay })));
}
