import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Report } from '../diagnostics/report.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import type { Chart, ChartName, ChartState, ChartTrigger } from '../model/chart.ts';
import { actionsOf } from '../model/chart-action.ts';
import { namedGuardsIn } from '../model/chart-guard.ts';
import { type ChartReachability, isTransient, reachabilityOf } from '../model/chart-reachability.ts';
import { candidatesOf, isLeaf, leavesOf } from '../model/chart-walk.ts';
import { isReserved } from '../names/identifier.ts';
import { portMethods, stateIdentifier } from '../names/machine-names.ts';
import { reportCycles } from './chart-cycles.ts';
import { reportUnhandledEvents } from './chart-totality.ts';

export interface ChartLintOptions {
  /** Names of the alerts a fatal transition may send; not checked when absent. */
  readonly alerts?: ReadonlySet<string>;
}

/**
 * Reports mistakes in the meaning of a chart that could be read: unreachable states, unused names, cycles of eventless
 * transitions, and every pair of state and event without a transition.
 */
export function lintChart(chart: Chart, diagnostics: Diagnostics, options: ChartLintOptions = {}): void {
  const report = (offset: number, reason: string): void => diagnostics.report(chart.file, offset, reason);
  reportNameConflicts(chart, report);
  reportUnused(chart, report);
  reportAlerts(chart, options.alerts, report);
  reportReasons(chart, report);
  if (reportCycles(chart, report)) return;
  const reach = reachabilityOf(chart);
  reportUnreachable(chart.root, reach.leaves, report);
  reportUnusedHistory(chart, report);
  reportShadowed(chart, reach, report);
  reportUnhandledEvents(chart, reach.leaves, report);
}

/** `index.ts` exports the others, `setup` is XState's, and every module imports `MachinePort`. */
const RESERVED_IDS = ['index', 'setup', 'machine'];

/** Guards and actions become methods of one object, states become methods of another. */
function reportNameConflicts(chart: Chart, report: Report): void {
  if (isReserved(chart.id) || RESERVED_IDS.includes(chart.id)) {
    report(chart.root.offset, `id '${chart.id}' is a reserved name in generated code; choose another`);
  }
  const methods = new Map<string, string>();
  for (const { kind, name, offset } of chart.names) {
    // XState looks up events and delays in plain objects and finds the inherited members.
    if (name in {}) report(offset, `${kind} '${name}' has the name of an inherited object member; choose another`);
    if (kind !== 'guard' && kind !== 'action') continue;
    const duplicate = methods.get(name);
    if (name === 'new') report(offset, `${kind} 'new' would make the port a constructor; choose another name`);
    if (portMethods.includes(name)) {
      report(offset, `${kind} '${name}' has the name of a method every port has; choose another`);
    } else if (duplicate !== undefined) {
      report(offset, `'${name}' is both ${duplicate} and ${kind}; both become methods of the port, rename one`);
    }
    methods.set(name, kind);
  }
  const words = new Map<string, ChartState>([[stateIdentifier(chart.root), chart.root]]);
  for (const state of chart.states) {
    if (state.name in {}) {
      report(state.offset, `state ${state.path} has the name of an inherited object member; choose another`);
    }
    const word = stateIdentifier(state);
    const duplicate = words.get(word);
    if (duplicate !== undefined) {
      const other = duplicate.path === '' ? 'the machine itself' : duplicate.path;
      report(state.offset, `state ${state.path} and ${other} would both be called ${word} in code; rename one`);
    }
    words.set(word, state);
  }
}

/** Except events: an unused event is unhandled in every state. */
function reportUnused(chart: Chart, report: Report): void {
  const used: Readonly<Record<Exclude<ChartName['kind'], 'event'>, ReadonlySet<string>>> = {
    guard: new Set(
      chart.edges.flatMap(({ guard }) => (guard === undefined ? [] : namedGuardsIn(guard).map(({ name }) => name))),
    ),
    action: new Set(actionsOf(chart).flatMap((action) => (action.kind === 'named' ? action.name : []))),
    actor: new Set(chart.invokes.map(({ src }) => src)),
    delay: new Set(chart.edges.flatMap(({ trigger }) => (trigger.kind === 'after' ? [trigger.delay] : []))),
  };
  for (const { kind, name, offset } of chart.names) {
    if (kind === 'event' || used[kind].has(name)) continue;
    report(offset, `${kind} '${name}' is declared but never used; use it or drop it`);
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

/** A chart gives a reason for every fatal transition or for none. */
function reportReasons(chart: Chart, report: Report): void {
  if (chart.edges.every(({ reason }) => reason === undefined)) return;
  for (const { alert, reason, offset } of chart.edges) {
    if (alert === undefined || reason !== undefined) continue;
    report(offset, `fatal by '${alert}' without meta.reason, but other transitions of this chart have one`);
  }
}

/** Names the outermost state that is never entered, not everything inside it. */
function reportUnreachable(state: ChartState, reached: ReadonlySet<ChartState>, report: Report): boolean {
  const inside = state.children.map((child) => reportable(child, reached));
  if (isLeaf(state)) return reached.has(state);
  for (const [index, child] of state.children.entries()) {
    if (inside[index] === true) reportUnreachable(child, reached, report);
    else report(child.offset, `state ${child.path} is never entered; add a transition to it or remove it`);
  }
  return true;
}

function reportable(state: ChartState, reached: ReadonlySet<ChartState>): boolean {
  return reached.has(state) || state.children.some((child) => reportable(child, reached));
}

/** History states that are the target of no transition. */
function reportUnusedHistory(chart: Chart, report: Report): void {
  for (const state of chart.states) {
    if (state.kind !== 'history' || chart.edges.some(({ targets }) => targets.includes(state))) continue;
    report(state.offset, `history state ${state.path} is never used; add a transition to it or remove it`);
  }
}

/** Transitions that are never taken although their state is entered. */
function reportShadowed(chart: Chart, { leaves: reached, edges }: ChartReachability, report: Report): void {
  for (const edge of chart.edges) {
    if (edges.has(edge) || !reportable(edge.source, reached)) continue;
    const list = candidatesOf(edge.source, edge.trigger);
    const earlier = list.slice(0, list.indexOf(edge));
    const what = `transition for ${triggerText(edge.trigger)}`;
    if (edge.source.parent === undefined && edge.trigger.kind === 'done') {
      report(edge.offset, 'this transition for onDone is never taken: a machine that is done has ended; drop it');
    } else if (earlier.some(({ guard }) => guard === undefined)) {
      report(edge.offset, `this ${what} is never taken: the one before it has no guard; move it up or drop it`);
    } else if (earlier.some(({ guard }) => guard?.text === edge.guard?.text)) {
      report(edge.offset, `this ${what} is never taken: guard '${edge.guard?.text}' is evaluated before it; drop it`);
    } else {
      const where = edge.source.path === '' ? 'the machine' : edge.source.path;
      const rests = leavesOf(edge.source).some(
        (leaf) => reached.has(leaf) && leaf.kind !== 'final' && !isTransient(leaf),
      );
      const reason = rests
        ? `every state inside ${where} has an unconditional transition`
        : `${where} is exited at once`;
      report(edge.offset, `this ${what} is never taken: ${reason}; drop it`);
    }
  }
}

function triggerText(trigger: ChartTrigger): string {
  switch (trigger.kind) {
    case 'event':
      return `'${trigger.event}'`;
    case 'after':
      return `after '${trigger.delay}'`;
    case 'done':
      return 'onDone';
    case 'actorDone':
      return `onDone of '${trigger.actor}'`;
    case 'actorError':
      return `onError of '${trigger.actor}'`;
    case 'always':
      return 'always';
  }
}
