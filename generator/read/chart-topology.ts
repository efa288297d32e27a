import type { Report } from '../diagnostics/report.ts';
import type { ChartState, ChartTransition } from '../model/chart.ts';
import { canComplete, isDescendant, selfAndAncestors } from '../model/chart-walk.ts';

/** A machine keeps a bit mask of its regions. */
const maxRegions = 30;

/** Says where regions, history states and `onDone` do not fit together. */
export function reportTopology(states: readonly ChartState[], edges: readonly ChartTransition[], report: Report): void {
  let regions = 0;
  for (const state of states) {
    if (state.kind === 'parallel') {
      regions += state.children.length;
      reportParallel(state, report);
    }
    if (state.kind === 'history') reportHistory(state, report);
    reportOnDone(state, report);
  }
  if (regions > maxRegions) {
    report(states[0]?.offset ?? 0, `${regions} regions are more than ${maxRegions}; split the chart`);
  }
  for (const edge of edges) {
    reportTargets(edge, report);
  }
}

function reportParallel(state: ChartState, report: Report): void {
  const where = nameOf(state);
  if (state.children.length === 0) report(state.offset, `${where} is parallel but has no regions; give it \`states\``);
  else if (state.children.length === 1) {
    report(state.offset, `${where} is parallel but has one region only; drop \`type\` and write \`initial\``);
  }
}

function reportHistory(state: ChartState, report: Report): void {
  const { parent } = state;
  if (parent?.kind === 'parallel' && !state.deep) {
    const reason = `the regions of ${nameOf(parent)} are always entered all together`;
    const advice = "write history: 'deep' to remember what is inside them";
    report(state.offset, `history state ${state.path} has nothing to choose: ${reason}; ${advice}`);
  }
}

function reportOnDone(state: ChartState, report: Report): void {
  const edge = state.transitions.find(({ trigger }) => trigger.kind === 'done');
  if (edge === undefined) return;
  const where = nameOf(state);
  if (state.children.length === 0) {
    report(edge.offset, `${where} has no states and is never done; drop \`onDone\``);
  } else if (state.kind === 'compound' && !canComplete(state)) {
    report(edge.offset, `${where} is never done: none of its children is final; make one or drop \`onDone\``);
  } else if (state.kind === 'parallel') {
    const endless = state.children.find((region) => !canComplete(region));
    if (endless === undefined) return;
    report(
      edge.offset,
      `${where} is never done: its region ${endless.name} has no final child; make one or drop \`onDone\``,
    );
  }
}

function reportTargets(edge: ChartTransition, report: Report): void {
  const { source, targets, offset } = edge;
  for (const target of targets) {
    const { kind, parent } = target;
    if (kind !== 'history' || parent === undefined) continue;
    if (source === parent || isDescendant(source, parent)) {
      const reason = `it restores the states active when ${nameOf(parent)} was exited, and ${nameOf(source)} is inside`;
      report(
        offset,
        `history state ${target.path} can be reached from outside only: ${reason}; name the state to go to`,
      );
    }
  }
  for (const [index, target] of targets.entries()) {
    for (const other of targets.slice(0, index)) {
      if (areOrthogonal(other, target)) continue;
      const advice = 'name one state in each region of a parallel state';
      report(offset, `targets ${other.path} and ${target.path} cannot be entered together: ${advice}`);
    }
  }
}

/** Whether two states lie in different regions of a parallel state. */
function areOrthogonal(a: ChartState, b: ChartState): boolean {
  const around = selfAndAncestors(a).find((state) => isDescendant(a, state) && isDescendant(b, state));
  if (around?.kind !== 'parallel') return false;
  const [one, other] = [regionUnder(around, a), regionUnder(around, b)];
  return one !== other && one?.kind !== 'history' && other?.kind !== 'history';
}

function regionUnder(parallel: ChartState, state: ChartState): ChartState | undefined {
  return selfAndAncestors(state).find(({ parent }) => parent === parallel);
}

function nameOf(state: ChartState): string {
  return state.path === '' ? 'the machine' : `state ${state.path}`;
}
