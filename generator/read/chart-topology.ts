import type { Report } from '../diagnostics/report.ts';
import type { ChartState, ChartTransition } from '../model/chart.ts';
import { canComplete, domainOf, isDescendant, selfAndAncestors } from '../model/chart-walk.ts';

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
    reportTarget(edge, report);
    reportNestedParallelExit(edge, report);
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

function reportTarget(edge: ChartTransition, report: Report): void {
  const { source, target, reenter, offset } = edge;
  if (target === undefined) return;
  const domain = domainOf(edge);
  if (domain?.kind === 'parallel' && domain !== source) {
    const [from, to] = [regionUnder(domain, source), regionUnder(domain, target)];
    const where = nameOf(domain);
    if (from !== to) {
      const reason = `it leads from region ${from?.name} of ${where} into its region ${to?.name} and would re-enter both`;
      report(
        offset,
        `a transition cannot lead into another region: ${reason}; let both handle the event, or lead to ${where} itself`,
      );
    } else if (reenter) {
      const advice = `drop \`reenter\`, or lead to ${where} itself`;
      report(offset, `exiting region ${from?.name} exits ${where} with all its regions; ${advice}`);
    }
  }
  if (target.kind === 'history' && target.parent !== undefined) {
    const { parent } = target;
    if (source === parent || isDescendant(source, parent)) {
      const reason = `it restores the states active when ${nameOf(parent)} was exited, and ${nameOf(source)} is inside`;
      report(
        offset,
        `history state ${target.path} can be reached from outside only: ${reason}; name the state to go to`,
      );
    }
  }
}

/** An eventless transition out of several parallel states at once: which conflicts it wins is undefined. */
function reportNestedParallelExit(edge: ChartTransition, report: Report): void {
  const { source, target, trigger, offset } = edge;
  if (trigger.kind !== 'always' || target === undefined) return;
  const domain = domainOf(edge);
  const left = selfAndAncestors(source).filter(
    (state) => state !== source && state.kind === 'parallel' && (domain === undefined || isDescendant(state, domain)),
  );
  const [inner, outer] = left;
  if (inner === undefined || outer === undefined) return;
  const advice = `lead it out of ${nameOf(inner)}, and from there on`;
  report(offset, `\`always\` leaves ${nameOf(inner)} and ${nameOf(outer)} in one step; ${advice}`);
}

function regionUnder(parallel: ChartState, state: ChartState): ChartState | undefined {
  return selfAndAncestors(state).find(({ parent }) => parent === parallel);
}

function nameOf(state: ChartState): string {
  return state.path === '' ? 'the machine' : `state ${state.path}`;
}
