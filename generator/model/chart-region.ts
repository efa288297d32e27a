import type { Chart, ChartState, ChartTransition } from './chart.ts';
import { canComplete, domainOf, isDescendant, selfAndAncestors } from './chart-walk.ts';

/**
 * The compound regions: the machine, and compound children of parallel states. Each has one active state at a time. A chart
 * without parallel states has one.
 */
export function regionsOf(chart: Chart): readonly ChartState[] {
  return [chart.root, ...chart.states].filter((state) => state.kind === 'compound' && isRegion(state));
}

/** The machine itself, or a child of a parallel state. */
export function isRegion(state: ChartState): boolean {
  return state.kind !== 'history' && (state.parent === undefined || state.parent.kind === 'parallel');
}

/** The states that can be a region's active state, in document order: its leaves, and parallel states as a whole. */
export function activeStatesOf(state: ChartState): readonly ChartState[] {
  return state.children.flatMap((child) => (child.kind === 'compound' ? activeStatesOf(child) : [child]));
}

/** The region that contains a state; undefined for a region. */
export function regionOf(state: ChartState): ChartState | undefined {
  return isRegion(state) ? undefined : selfAndAncestors(state).slice(1).find(isRegion);
}

/** Whether a state lies inside a parallel one. */
export function isInRegion(state: ChartState): boolean {
  for (let at = state.parent; at !== undefined; at = at.parent) if (at.kind === 'parallel') return true;
  return false;
}

export function isParallel(chart: Chart): boolean {
  return [chart.root, ...chart.states].some(({ kind }) => kind === 'parallel');
}

/** Whether a transition exits any state: a leaf whose target is itself, without `reenter`, does not. */
export function exitsAnyState(edge: ChartTransition): boolean {
  const domain = domainOf(edge);
  return edge.targets.length > 0 && (domain === undefined || domain.children.length > 0);
}

/** Whether a transition may exit the final states of regions that count for the completion of a state around them. */
export function exitsFinalStates(edge: ChartTransition): boolean {
  const domain = domainOf(edge);
  if (!exitsAnyState(edge) || domain === undefined || !isRegion(domain) || !canComplete(domain)) return false;
  return domain === edge.source || domain.kind === 'parallel';
}

/** The compound regions that a transition exits: its own, and those inside the states it exits. */
export function exitedRegions(chart: Chart, edge: ChartTransition): readonly ChartState[] {
  return allExitedRegions(chart, edge).filter(({ kind }) => kind === 'compound');
}

/** The regions, including the machine, in which a transition exits a state. */
export function allExitedRegions(chart: Chart, edge: ChartTransition): readonly ChartState[] {
  if (!exitsAnyState(edge)) return [];
  const domain = domainOf(edge);
  // A parallel domain stays active itself, so the region around it keeps its active state.
  const around = domain ?? chart.root;
  const own = around.kind === 'parallel' && domain !== undefined ? undefined : selfAndAncestors(around).find(isRegion);
  return [chart.root, ...chart.states].filter((region) => {
    if (!isRegion(region) || region.kind === 'history') return false;
    if (region === own) return true;
    if (domain !== undefined && !isDescendant(region, domain)) return false;
    // Regions of a state that cannot be active together with the source have no active state to clear.
    return canBeActiveTogether(region, edge.source);
  });
}

/** Whether two states can both be active: one lies in the other, or they lie in different regions of a parallel state. */
function canBeActiveTogether(a: ChartState, b: ChartState): boolean {
  const meeting = selfAndAncestors(a).find((around) => around === b || isDescendant(b, around));
  return meeting === undefined || meeting === a || meeting === b || meeting.kind === 'parallel';
}
