import type { Chart, ChartState, ChartTransition, ChartTrigger } from './chart.ts';
import { candidatesFor, handlesBeforeCompletion, hasWildcard, isDispatched, signalsOf } from './chart-signal.ts';
import {
  candidatesIn,
  candidatesOf,
  delaysOf,
  endsMachine,
  entrySetBelow,
  entrySetOf,
  initialLeaves,
  isLeaf,
  leavesOf,
  reachableCandidates,
  selfAndAncestors,
} from './chart-walk.ts';

const always: ChartTrigger = { kind: 'always' };

/**
 * Whether a leaf is exited before the next event: by an unconditional eventless transition, or as the final state of a
 * parent whose `onDone` has a target and no guard, and is taken before anything else.
 */
export function isTransient(leaf: ChartState): boolean {
  if (candidatesIn(leaf, always).some(({ guard }) => guard === undefined)) return true;
  if (leaf.kind !== 'final' || leaf.parent?.kind !== 'compound' || handlesBeforeCompletion(leaf)) return false;
  return candidatesOf(leaf.parent, { kind: 'done' }).some(
    ({ guard, targets }) => guard === undefined && targets.length > 0,
  );
}

/** Every transition that may be taken in a leaf, for some answers of the guards and some places of other regions. */
export function possibleTransitions(chart: Chart, leaf: ChartState): readonly ChartTransition[] {
  const edges = [...candidatesIn(leaf, always), ...completionTransitions(leaf)];
  if (isTransient(leaf) || endsMachine(leaf)) return edges;
  for (const signal of signalsOf(chart)) {
    edges.push(...reachableCandidates(leaf, (state) => candidatesFor(state, signal)));
  }
  if (hasWildcard(leaf)) return edges;
  for (const state of selfAndAncestors(leaf)) {
    for (const delay of delaysOf(state)) edges.push(...reachedOf(candidatesOf(state, { kind: 'after', delay })));
    for (const { id: actor } of state.invokes) {
      edges.push(...reachedOf(candidatesOf(state, { kind: 'actorDone', actor })));
      edges.push(...reachedOf(candidatesOf(state, { kind: 'actorError', actor })));
    }
  }
  return edges;
}

/** The `onDone` transitions that may follow when a leaf was entered. */
export function completionTransitions(leaf: ChartState): readonly ChartTransition[] {
  if (leaf.kind !== 'final') return [];
  const [parent, ...around] = selfAndAncestors(leaf).slice(1);
  const states = parent?.kind === 'compound' ? [parent] : [];
  // A region that has come to its end may be the last of its parallel state, and that the last region of another.
  for (const state of parent?.kind === 'compound' ? around : [parent, ...around]) {
    if (state?.kind !== 'parallel') break;
    states.push(state);
  }
  // XState ends the machine before it would take an `onDone` of it.
  return states.flatMap((state) =>
    state.parent === undefined ? [] : reachedOf(candidatesOf(state, { kind: 'done' })),
  );
}

/** Candidates up to the first without a guard, each guard once. */
function reachedOf(candidates: readonly ChartTransition[]): readonly ChartTransition[] {
  const end = candidates.findIndex(({ guard }) => guard === undefined);
  const tried = end === -1 ? candidates : candidates.slice(0, end + 1);
  return tried.filter(({ guard }, index) => tried.findIndex((other) => other.guard?.text === guard?.text) === index);
}

/** The leaves and transitions that some sequence of events and guard results can reach. */
export interface ChartReachability {
  readonly leaves: ReadonlySet<ChartState>;
  readonly edges: ReadonlySet<ChartTransition>;
}

/**
 * The leaves a machine can be in and the transitions it can take. Regions are treated as independent: a combination of
 * states in two regions counts as possible if each of the states is possible.
 */
export function reachabilityOf(chart: Chart): ChartReachability {
  const leaves = new Set(initialLeaves(chart.root));
  const edges = new Set<ChartTransition>();
  for (let size = -1; size !== leaves.size + edges.size; ) {
    size = leaves.size + edges.size;
    for (const leaf of leaves) {
      for (const edge of possibleTransitions(chart, leaf)) {
        if (edges.has(edge) || !isOpenTo(edge, edge.source, leaves)) continue;
        edges.add(edge);
      }
    }
    for (const edge of edges) for (const leaf of enteredLeaves(edge, leaves)) leaves.add(leaf);
  }
  return { leaves, edges };
}

/**
 * Whether a trigger can propagate from the active states inside `state` to a transition of it: in a parallel state from all
 * regions, in a compound state from some leaf.
 */
function isOpenTo(edge: ChartTransition, state: ChartState, reached: ReadonlySet<ChartState>): boolean {
  const { trigger } = edge;
  if (trigger.kind === 'done' && state.parent === undefined) return false;
  if (isDispatched(edge) && trigger.kind !== 'event') return true;
  if (trigger.kind === 'done') return isInFinalState(state, reached);
  if (trigger.kind !== 'event' && trigger.kind !== 'always') return true;
  if (isLeaf(state)) {
    if (!reached.has(state) || endsMachine(state)) return false;
    return (trigger.kind === 'always' || !isTransient(state)) && candidatesIn(state, trigger).includes(edge);
  }
  const isOpen = (child: ChartState): boolean => isOpenTo(edge, child, reached);
  return state.kind === 'parallel' ? state.children.every(isOpen) : state.children.some(isOpen);
}

/** Whether a state can have come to its end. */
function isInFinalState(state: ChartState, reached: ReadonlySet<ChartState>): boolean {
  if (state.kind === 'parallel') return state.children.every((region) => isInFinalState(region, reached));
  return state.kind === 'final' || state.children.some((child) => child.kind === 'final' && reached.has(child));
}

/** The leaves a transition may enter. A history state restores leaves that were reached before, or its default. */
export function enteredLeaves(edge: ChartTransition, reached: ReadonlySet<ChartState>): readonly ChartState[] {
  return entrySetOf(edge).flatMap((entry) => {
    if (entry.kind === 'state') return isLeaf(entry.state) ? [entry.state] : [];
    const { parent, fallback, deep } = entry.history;
    if (parent === undefined) return [];
    const first = entrySetBelow(parent, fallback === undefined ? [] : [fallback]).flatMap((step) =>
      step.kind === 'state' ? [step.state] : [],
    );
    const known = parent.children.filter((child) => leavesOf(child).some((leaf) => reached.has(leaf)));
    return [...first.filter(isLeaf), ...(deep ? [] : known.flatMap(initialLeaves))];
  });
}
