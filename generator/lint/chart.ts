import type { Chart, ChartName, ChartState, ChartTransition, ChartTrigger } from '../model/chart.ts';
import { candidatesIn, candidatesOf, delaysOf, endsMachine, leafAfter, leafOf, outwards } from '../model/chart-walk.ts';
import type { Diagnostics } from './diagnostics.ts';
import { didYouMean } from './suggestion.ts';

export interface ChartLintOptions {
  /** Names of the alerts a fatal transition may send; not checked when absent. */
  readonly alerts?: ReadonlySet<string>;
}

const always: ChartTrigger = { kind: 'always' };

/**
 * Says what is wrong with the meaning of a chart that could be read: what cannot happen, what is never used, what ends in a
 * circle, and above all every (state, event) for which the chart says nothing.
 */
export function lintChart(chart: Chart, diagnostics: Diagnostics, options: ChartLintOptions = {}): void {
  const report = (offset: number, reason: string): void => diagnostics.report(chart.file, offset, reason);
  reportUnused(chart, report);
  reportAlerts(chart, options.alerts, report);
  if (reportCycles(chart, report)) return;
  const reached = reachableLeaves(chart);
  reportUnreachable(chart.root, reached, report);
  reportShadowed(chart, reached, report);
  reportEmptyCells(chart, reached, report);
}

type Report = (offset: number, reason: string) => void;

function reportUnused(chart: Chart, report: Report): void {
  const used: Readonly<Record<ChartName['kind'], ReadonlySet<string>>> = {
    event: new Set(chart.edges.flatMap(({ trigger }) => (trigger.kind === 'event' ? [trigger.event] : []))),
    guard: new Set(chart.edges.flatMap(({ guard }) => guard ?? [])),
    action: new Set([
      ...chart.edges.flatMap(({ actions }) => actions),
      ...[chart.root, ...chart.states].flatMap(({ entry, exit }) => [...entry, ...exit]),
    ]),
    delay: new Set(chart.edges.flatMap(({ trigger }) => (trigger.kind === 'after' ? [trigger.delay] : []))),
  };
  for (const { kind, name, offset } of chart.names) {
    if (!used[kind].has(name)) report(offset, `${kind} '${name}' is declared but never used; use it or drop it`);
  }
}

function reportAlerts(chart: Chart, alerts: ReadonlySet<string> | undefined, report: Report): void {
  if (alerts === undefined) return;
  for (const { alert, offset } of chart.edges) {
    if (alert !== undefined && !alerts.has(alert)) {
      report(offset, `unknown alert '${alert}'${didYouMean(alert, alerts)}; the registry of alerts does not list it`);
    }
  }
}

/** Eventless transitions that lead back to where they started, whatever the guards say. True when there are any. */
function reportCycles(chart: Chart, report: Report): boolean {
  const done = new Set<ChartState>();
  const cycles: (readonly [edge: ChartTransition, path: readonly ChartState[]])[] = [];
  const visit = (leaf: ChartState, path: readonly ChartState[]): void => {
    if (done.has(leaf)) return;
    for (const edge of candidatesIn(leaf, always)) {
      const next = leafAfter(edge, leaf);
      const from = [...path, leaf].indexOf(next);
      if (from === -1) visit(next, [...path, leaf]);
      else cycles.push([edge, [...path.slice(from), leaf, next]]);
    }
    done.add(leaf);
  };
  for (const leaf of chart.leaves) visit(leaf, []);
  for (const [edge, path] of cycles) {
    const round = path.map((state) => state.path).join(' -> ');
    report(edge.offset, `eventless transitions go round in a circle: ${round}; let one of them wait for an event`);
  }
  return cycles.length > 0;
}

/** A leaf with an eventless transition that needs no guard is left at once: no event ever finds the machine there. */
function isTransient(leaf: ChartState): boolean {
  return candidatesIn(leaf, always).some(({ guard }) => guard === undefined);
}

/** Every transition that can be tried in a leaf. */
function possibleIn(chart: Chart, leaf: ChartState): readonly ChartTransition[] {
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

function reachableLeaves(chart: Chart): ReadonlySet<ChartState> {
  const reached = new Set([leafOf(chart.root)]);
  // A set goes on to the members added while it is walked.
  for (const leaf of reached) for (const edge of possibleIn(chart, leaf)) reached.add(leafAfter(edge, leaf));
  return reached;
}

/** Names the outermost state that is never entered, not everything inside it. */
function reportUnreachable(state: ChartState, reached: ReadonlySet<ChartState>, report: Report): boolean {
  const inside = state.children.map((child) => reportable(child, reached));
  if (state.kind !== 'compound') return reached.has(state);
  for (const [index, child] of state.children.entries()) {
    if (inside[index] === true) reportUnreachable(child, reached, report);
    else report(child.offset, `state ${child.path} is never entered; lead a transition there or drop it`);
  }
  return true;
}

function reportable(state: ChartState, reached: ReadonlySet<ChartState>): boolean {
  return reached.has(state) || state.children.some((child) => reportable(child, reached));
}

/** Transitions that are never taken although their state is entered. */
function reportShadowed(chart: Chart, reached: ReadonlySet<ChartState>, report: Report): void {
  const possible = new Set([...reached].flatMap((leaf) => possibleIn(chart, leaf)));
  for (const edge of chart.edges) {
    if (possible.has(edge) || !reportable(edge.source, reached)) continue;
    const list = candidatesOf(edge.source, edge.trigger);
    const earlier = list.slice(0, list.indexOf(edge));
    const what = `transition for ${triggerText(edge.trigger)}`;
    if (earlier.some(({ guard }) => guard === undefined)) {
      report(edge.offset, `this ${what} is never taken: the one before it has no guard; move it up or drop it`);
    } else if (earlier.some(({ guard }) => guard === edge.guard)) {
      report(edge.offset, `this ${what} is never taken: guard '${edge.guard}' was asked before it; drop it`);
    } else {
      const where = edge.source.path === '' ? 'the machine' : edge.source.path;
      report(edge.offset, `this ${what} is never taken: every state inside ${where} decides before it; drop it`);
    }
  }
}

function triggerText(trigger: ChartTrigger): string {
  if (trigger.kind === 'event') return `'${trigger.event}'`;
  return trigger.kind === 'after' ? `after '${trigger.delay}'` : 'always';
}

/** Totality: in every leaf where the machine can rest, every event has a last word. */
function reportEmptyCells(chart: Chart, reached: ReadonlySet<ChartState>, report: Report): void {
  for (const leaf of chart.leaves) {
    if (leaf.kind === 'final' || !reached.has(leaf) || isTransient(leaf)) continue;
    for (const event of chart.events) {
      const candidates = candidatesIn(leaf, { kind: 'event', event });
      if (candidates.at(-1)?.guard === undefined && candidates.length > 0) continue;
      const advice =
        'handle it, ignore it ({ description, meta: { ref } }) or end with an alert (FAILED, meta: { alert, ref })';
      const problem =
        candidates.length > 0
          ? `handles '${event}' only while guards agree; add a last candidate without a guard`
          : `says nothing about '${event}'`;
      report(leaf.offset, `state ${leaf.path} ${problem}: ${advice}`);
    }
  }
}
