import type { Report } from '../diagnostics/report.ts';
import type { Chart, ChartState, ChartTransition } from '../model/chart.ts';
import { isTransient } from '../model/chart-reachability.ts';
import { isLeaf, reachableCandidates } from '../model/chart-walk.ts';

/**
 * Totality: in every stable state, every event has an unconditional transition. In a parallel state one region
 * has it, or the parallel state, or an ancestor.
 */
export function reportUnhandledEvents(chart: Chart, reached: ReadonlySet<ChartState>, report: Report): void {
  const visit = (state: ChartState): void => {
    if (isLeaf(state) || state.kind === 'parallel') {
      for (const event of chart.events) reportUnhandledEvent(state, event, reached, report);
    } else for (const child of state.children) visit(child);
  };
  visit(chart.root);
}

function reportUnhandledEvent(
  state: ChartState,
  event: string,
  reached: ReadonlySet<ChartState>,
  report: Report,
): void {
  const leaves = leavesWithoutHandler(state, event, reached);
  // Where everything has come to its end nothing more is expected.
  if (leaves === undefined || leaves.every(({ kind }) => kind === 'final')) return;
  const where = state.path === '' ? 'the machine' : `state ${state.path}`;
  const places = leaves.map(({ path }) => path).join(' and ');
  const when = state.kind === 'parallel' ? ` in ${places}` : '';
  if (leaves.every((leaf) => candidatesByName(leaf, event).length === 0)) {
    const choice = 'handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })';
    report(state.offset, `${where} has no transition for '${event}'${when}: ${choice}`);
  } else {
    const advice = 'add a last candidate without a guard';
    report(state.offset, `${where} handles '${event}'${when} only if a guard holds: ${advice}`);
  }
}

/**
 * Leaves, one for each region, without an unconditional transition for an event; undefined if every stable
 * configuration has one. Leaves that are not final come first.
 */
function leavesWithoutHandler(
  state: ChartState,
  event: string,
  reached: ReadonlySet<ChartState>,
): readonly ChartState[] | undefined {
  if (isLeaf(state)) {
    const rests = reached.has(state) && !isTransient(state);
    const isCertain = candidatesByName(state, event).some(({ guard }) => guard === undefined);
    return rests && !isCertain ? [state] : undefined;
  }
  const inside = state.children.map((child) => leavesWithoutHandler(child, event, reached));
  if (state.kind === 'parallel') {
    const open = inside.filter((leaves) => leaves !== undefined);
    return open.length === inside.length ? open.flat() : undefined;
  }
  const open = inside.filter((leaves) => leaves !== undefined);
  return open.find((leaves) => leaves.some(({ kind }) => kind !== 'final')) ?? open[0];
}

/** The candidates that name the event: what a wildcard catches was not considered one by one. */
function candidatesByName(leaf: ChartState, event: string): readonly ChartTransition[] {
  return reachableCandidates(leaf, ({ transitions }) =>
    transitions.filter(({ trigger }) => trigger.kind === 'event' && trigger.event === event),
  );
}
