import type { Chart, ChartState, ChartTransition } from '../../model/chart.ts';
import { possibleIn } from '../../model/chart-reach.ts';
import {
  delaysOf,
  domainOf,
  endsMachine,
  enteredBy,
  initialPath,
  leafOf,
  leavesOf,
  outwards,
  upTo,
} from '../../model/chart-walk.ts';
import { machineNames, stateWord, timerKey } from '../../names/machine-names.ts';
import { callStatement, member, oneLine, quote } from './literal-text.ts';

/** Statements that carry out a transition, or nothing but the bookkeeping for an ignored event. `indent` of each. */
export function edgeStatements(chart: Chart, edge: ChartTransition, indent: string): readonly string[] {
  const { source, target, actions, alert, ref = '', description } = edge;
  const lines: string[] = [];
  if (description !== undefined) lines.push(`${indent}// ${oneLine(description)}`);
  lines.push(`${indent}port.transition(${edge.index});`);
  if (target !== undefined) {
    const domain = domainOf(edge);
    if (leaveCases(chart, source, '').length > 0) lines.push(`${indent}this.#leave${stateWord(source)}();`);
    for (const state of upTo(source, domain)) lines.push(...exitStatements(chart, state, indent));
  }
  if (alert !== undefined) lines.push(...callStatement('port.fatal', [quote(alert), quote(ref)], indent));
  for (const action of actions) lines.push(`${indent}port.${action}();`);
  for (const state of enteredBy(edge)) lines.push(...entryStatements(chart, state, indent));
  if (target === undefined) return lines;
  const leaf = leafOf(target);
  lines.push(...endStatements(chart, leaf, indent));
  if (leaf !== source) lines.push(stateAssignment(chart, leaf, indent));
  return lines;
}

/** Statements that enter the machine for the first time. */
export function startStatements(chart: Chart, indent: string): readonly string[] {
  const path = [chart.root, ...initialPath(chart.root)];
  return [
    ...path.flatMap((state) => entryStatements(chart, state, indent)),
    ...endStatements(chart, leafOf(chart.root), indent),
  ];
}

export interface LeaveCase {
  readonly leaf: ChartState;
  readonly statements: readonly string[];
}

/**
 * What a compound state's own transitions have to leave inside it, innermost first, for each leaf in which one of them
 * can be taken and something is to be done.
 */
export function leaveCases(chart: Chart, state: ChartState, indent: string): readonly LeaveCase[] {
  if (state.kind !== 'compound' || state.transitions.every(({ target }) => target === undefined)) return [];
  return leavesOf(state).flatMap((leaf): readonly LeaveCase[] => {
    const statements = upTo(leaf, state).flatMap((inner) => exitStatements(chart, inner, indent));
    const isLeft = (): boolean =>
      possibleIn(chart, leaf).some(({ source, target }) => source === state && target !== undefined);
    return statements.length > 0 && isLeft() ? [{ leaf, statements }] : [];
  });
}

/** Actions first, then the timers start. */
function entryStatements(chart: Chart, state: ChartState, indent: string): readonly string[] {
  const timers = delaysOf(state).flatMap((delay) =>
    callStatement('port.startTimer', [timerName(chart, state, delay)], indent),
  );
  return [...state.entry.map((action) => `${indent}port.${action}();`), ...timers];
}

/** Actions first, then the timers stop. */
function exitStatements(chart: Chart, state: ChartState, indent: string): readonly string[] {
  const timers = delaysOf(state).flatMap((delay) =>
    callStatement('port.cancelTimer', [timerName(chart, state, delay)], indent),
  );
  return [...state.exit.map((action) => `${indent}port.${action}();`), ...timers];
}

/** A machine that ends leaves every state it is in. */
function endStatements(chart: Chart, leaf: ChartState, indent: string): readonly string[] {
  return endsMachine(leaf) ? outwards(leaf).flatMap((state) => exitStatements(chart, state, indent)) : [];
}

function stateAssignment(chart: Chart, leaf: ChartState, indent: string): string {
  return `${indent}this.#state = ${member(`${machineNames(chart).upper}State`, leaf.path)};`;
}

export function timerName(chart: Chart, state: ChartState, delay: string): string {
  return member(`${machineNames(chart).upper}Timer`, timerKey({ state, delay }));
}
