import type { Chart, ChartState, ChartTransition, ChartTrigger } from './chart.ts';

/** The state and everything around it, innermost first; the root comes last. */
export function outwards(state: ChartState): readonly ChartState[] {
  const chain: ChartState[] = [];
  for (let at: ChartState | undefined = state; at !== undefined; at = at.parent) chain.push(at);
  return chain;
}

/** Whether a state lies inside another; no state lies inside itself. */
function isInside(state: ChartState, other: ChartState): boolean {
  return state !== other && outwards(state).includes(other);
}

/** What is entered by default below a state, outermost first; the last one is a leaf. Empty for a leaf. */
export function initialPath(state: ChartState): readonly ChartState[] {
  return state.initial === undefined ? [] : [state.initial, ...initialPath(state.initial)];
}

/** The leaf in which the machine is after entering `state`. */
export function leafOf(state: ChartState): ChartState {
  return initialPath(state).at(-1) ?? state;
}

/** The leaves inside a state; a leaf stands for itself. */
export function leavesOf(state: ChartState): readonly ChartState[] {
  return state.kind === 'compound' ? state.children.flatMap(leavesOf) : [state];
}

/**
 * The innermost state that a transition with a target does not leave: the source when the target lies inside and
 * `reenter` is not set, otherwise what holds both. Undefined: the machine itself is left and entered again.
 */
export function domainOf({ source, target, reenter }: ChartTransition): ChartState | undefined {
  if (target === undefined) return source;
  if (!reenter && (target === source || isInside(target, source))) return source;
  return outwards(target)
    .slice(1)
    .find((around) => isInside(source, around));
}

/** What a transition enters, outermost first. */
export function enteredBy(edge: ChartTransition): readonly ChartState[] {
  if (edge.target === undefined) return [];
  return [...upTo(edge.target, domainOf(edge)).toReversed(), ...initialPath(edge.target)];
}

/** The leaf in which a transition taken in `leaf` ends. */
export function leafAfter(edge: ChartTransition, leaf: ChartState): ChartState {
  return edge.target === undefined ? leaf : leafOf(edge.target);
}

/** The state and what is around it, short of `end`; innermost first. */
export function upTo(state: ChartState, end: ChartState | undefined): readonly ChartState[] {
  const chain = outwards(state);
  const index = end === undefined ? -1 : chain.indexOf(end);
  return index === -1 ? chain : chain.slice(0, index);
}

/** Entering a final state directly below the machine ends it. */
export function endsMachine(leaf: ChartState): boolean {
  return leaf.kind === 'final' && leaf.parent?.parent === undefined;
}

function sameTrigger(a: ChartTrigger, b: ChartTrigger): boolean {
  if (a.kind === 'event') return b.kind === 'event' && a.event === b.event;
  return a.kind === 'after' ? b.kind === 'after' && a.delay === b.delay : b.kind === 'always';
}

/** The candidates a state itself declares for a trigger, in the order they are tried. */
export function candidatesOf(state: ChartState, trigger: ChartTrigger): readonly ChartTransition[] {
  return state.transitions.filter((edge) => sameTrigger(edge.trigger, trigger));
}

/**
 * The candidates for an event or for `always` in a leaf, its own before those around it, as far as they can be reached:
 * up to the first without a guard, and each guard once, because a guard that said no says no again.
 */
export function candidatesIn(leaf: ChartState, trigger: ChartTrigger): readonly ChartTransition[] {
  const found: ChartTransition[] = [];
  const asked = new Set<string>();
  for (const state of outwards(leaf)) {
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
