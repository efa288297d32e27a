import type { Chart, ChartState, ChartTransition, ChartTrigger } from './chart.ts';
import { candidatesIn, candidatesOf, delaysOf, endsMachine, leafAfter, leafOf, outwards } from './chart-walk.ts';

const always: ChartTrigger = { kind: 'always' };

/** A leaf with an eventless transition that needs no guard is left at once: no event ever finds the machine there. */
export function isTransient(leaf: ChartState): boolean {
  return candidatesIn(leaf, always).some(({ guard }) => guard === undefined);
}

/** Every transition that may be taken in a leaf, for some answers of the guards. */
export function possibleIn(chart: Chart, leaf: ChartState): readonly ChartTransition[] {
  const edges = [...candidatesIn(leaf, always)];
  if (isTransient(leaf) || endsMachine(leaf)) return edges;
  for (const event of chart.events) edges.push(...candidatesIn(leaf, { kind: 'event', event }));
  for (const state of outwards(leaf)) {
    for (const delay of delaysOf(state)) edges.push(...reachedOf(candidatesOf(state, { kind: 'after', delay })));
  }
  return edges;
}

/** Candidates up to the first without a guard, each guard once. */
function reachedOf(candidates: readonly ChartTransition[]): readonly ChartTransition[] {
  const end = candidates.findIndex(({ guard }) => guard === undefined);
  const tried = end === -1 ? candidates : candidates.slice(0, end + 1);
  return tried.filter(({ guard }, index) => tried.findIndex((other) => other.guard === guard) === index);
}

/** The leaves the machine can be in, for some events and answers of the guards. */
export function reachableLeaves(chart: Chart): ReadonlySet<ChartState> {
  const reached = new Set([leafOf(chart.root)]);
  // A set goes on to the members added while it is walked.
  for (const leaf of reached) for (const edge of possibleIn(chart, leaf)) reached.add(leafAfter(edge, leaf));
  return reached;
}
