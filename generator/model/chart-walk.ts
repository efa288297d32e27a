import type { Chart, ChartState, ChartTransition, ChartTrigger } from './chart.ts';
import { matchesEvent } from './event-descriptor.ts';

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
  return entrySetBelow(state, []).flatMap((step) => (step.kind === 'state' ? [step.state] : []));
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
 * The transition domain (SCXML) of a transition with targets: the source if they lie inside and `reenter` is not set,
 * otherwise the innermost state around them and the source, which may be a parallel one. Undefined: the machine is exited
 * and entered again.
 */
export function domainOf({ source, targets, reenter }: ChartTransition): ChartState | undefined {
  const [first] = targets;
  if (first === undefined) return source;
  if (!reenter && targets.every((target) => target === source || isDescendant(target, source))) return source;
  return selfAndAncestors(first)
    .slice(1)
    .find((around) => [...targets, source].every((state) => isDescendant(state, around)));
}

/** One step of entering: a state, or the history value of a history state. */
export type EntryStep =
  | {
      readonly kind: 'state';
      readonly state: ChartState;
      /** It is a target, or was entered because no other child was, so its initial transition is taken. */
      readonly byDefault: boolean;
    }
  | { readonly kind: 'history'; readonly history: ChartState };

/** The entry set (SCXML) of a transition, in document order: outer states before inner ones, region after region. */
export function entrySetOf(edge: ChartTransition): readonly EntryStep[] {
  const { source, targets } = edge;
  if (targets.length === 0) return [];
  const domain = domainOf(edge);
  return domain === undefined ? entrySetFrom(rootOf(source), targets, false) : entrySetBelow(domain, targets);
}

/** The states entered when the machine starts, the machine itself among them. */
export function initialEntrySet(root: ChartState): readonly EntryStep[] {
  return entrySetFrom(root, [], true);
}

/** The states entered inside an active state on the paths to `goals`, and initial states elsewhere. */
export function entrySetBelow(state: ChartState, goals: readonly ChartState[]): readonly EntryStep[] {
  const inside = goals.filter((goal) => isDescendant(goal, state));
  const history = inside.find(({ kind, parent }) => kind === 'history' && parent === state);
  if (history !== undefined) return [{ kind: 'history', history }];
  // XState does not take the initial transition of a region that is entered because of a target in another one.
  const byDefault = inside.length === 0;
  if (state.kind === 'parallel') return state.children.flatMap((region) => entrySetFrom(region, inside, byDefault));
  if (state.initial === undefined) return [];
  const towards = state.children.find((child) => inside.some((goal) => goal === child || isDescendant(goal, child)));
  return entrySetFrom(towards ?? state.initial, inside, towards === undefined);
}

function entrySetFrom(state: ChartState, goals: readonly ChartState[], byDefault: boolean): readonly EntryStep[] {
  return [{ kind: 'state', state, byDefault: byDefault || goals.includes(state) }, ...entrySetBelow(state, goals)];
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
  if (a.kind === 'after') return b.kind === 'after' && a.delay === b.delay;
  if (a.kind === 'actorDone' || a.kind === 'actorError') return b.kind === a.kind && a.actor === b.actor;
  return b.kind === a.kind;
}

/**
 * The candidates that a state declares for a trigger, in the order in which they are tried: those for the name of an event,
 * then those of wildcards, longest first, in document order.
 */
export function candidatesOf(state: ChartState, trigger: ChartTrigger): readonly ChartTransition[] {
  if (trigger.kind !== 'event') return state.transitions.filter((edge) => sameTrigger(edge.trigger, trigger));
  const descriptors = new Set(
    state.transitions.flatMap((edge) => (edge.trigger.kind === 'event' ? edge.trigger.event : [])),
  );
  return [...descriptors]
    .filter((descriptor) => matchesEvent(descriptor, trigger.event))
    .toSorted((a, b) => Number(b === trigger.event) - Number(a === trigger.event) || b.length - a.length)
    .flatMap((event) => state.transitions.filter((edge) => sameTrigger(edge.trigger, { kind: 'event', event })));
}

/**
 * The reachable candidates for an event or for `always` in a leaf, its own before those of its ancestors:
 * up to the first without a guard, and each guard once, because a guard that failed would fail again.
 */
export function candidatesIn(leaf: ChartState, trigger: ChartTrigger): readonly ChartTransition[] {
  return reachableCandidates(leaf, (state) => candidatesOf(state, trigger));
}

/** The reachable ones of the candidates of a leaf and its ancestors. */
export function reachableCandidates(
  leaf: ChartState,
  candidates: (state: ChartState) => readonly ChartTransition[],
): readonly ChartTransition[] {
  const found: ChartTransition[] = [];
  const asked = new Set<string>();
  for (const state of selfAndAncestors(leaf)) {
    for (const edge of candidates(state)) {
      if (edge.guard === undefined) return [...found, edge];
      if (!asked.has(edge.guard.text)) found.push(edge);
      asked.add(edge.guard.text);
    }
  }
  return found;
}

export interface ChartTimer {
  readonly state: ChartState;
  readonly delay: string;
}

/** The delays a state starts a timer for: numbers in their order, as JavaScript has them, then names in document order. */
export function delaysOf(state: ChartState): readonly string[] {
  const delays = state.transitions.flatMap(({ trigger }) => (trigger.kind === 'after' ? [trigger.delay] : []));
  return [...new Set(delays)].toSorted((a, b) => rankOf(a) - rankOf(b));
}

function rankOf(delay: string): number {
  return isNumericDelay(delay) ? Number(delay) : Number.POSITIVE_INFINITY;
}

/** Whether a delay is a number of milliseconds instead of a name. */
export function isNumericDelay(delay: string): boolean {
  return /^\d+$/.test(delay);
}

/** Every timer of a chart: one for each state and each delay in its `after`. */
export function timersOf(chart: Chart): readonly ChartTimer[] {
  return [chart.root, ...chart.states].flatMap((state) => delaysOf(state).map((delay) => ({ state, delay })));
}
