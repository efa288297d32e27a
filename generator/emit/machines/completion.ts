import type { Chart, ChartState } from '../../model/chart.ts';
import { isCompletionHandled } from '../../model/chart-signal.ts';
import { canComplete, isDescendant } from '../../model/chart-walk.ts';
import { machineNames, stateIdentifier } from '../../names/machine-names.ts';
import { callStatement, member } from './literal-text.ts';

/** The states a transition enters, and its domain. Absent where a history state decides at run time. */
interface EntrySet {
  readonly states: readonly ChartState[];
  readonly domain: ChartState | undefined;
}

/** Raises the completions that entering a final state causes: of its parent and of enclosing parallel states. */
export function completionStatements(
  chart: Chart,
  state: ChartState,
  entrySet: EntrySet | undefined,
  indent: string,
): readonly string[] {
  const { parent } = state;
  if (state.kind !== 'final' || parent === undefined) return [];
  const lines: string[] = [];
  if (parent.kind === 'compound' && isCompletionHandled(parent)) lines.push(...raise(chart, parent, indent));
  for (let at = parent.kind === 'parallel' ? state : parent; at.parent?.kind === 'parallel'; at = at.parent) {
    const { parent: around } = at;
    if (!canComplete(around)) break;
    // A history state enters all regions in order: only the last one can complete the parallel state.
    if (entrySet === undefined && around.children.at(-1) !== at) break;
    if (entrySet !== undefined && (entrySet.states.includes(around) || entrySet.domain === around)) {
      if (!isCompleted(around, state, entrySet.states)) break;
      if (isCompletionHandled(around)) lines.push(...raise(chart, around, indent));
    } else if (isCompletionHandled(around)) {
      const body = raise(chart, around, `${indent}  `);
      lines.push(`${indent}if (this.#isInFinalState${stateIdentifier(around)}()) {`, ...body, `${indent}}`);
    }
  }
  return lines;
}

function raise(chart: Chart, state: ChartState, indent: string): readonly string[] {
  return callStatement('this.#raise', [member(`${machineNames(chart).upper}Completion`, state.path)], indent);
}

/** Whether entering `last` completes a parallel state whose regions are all in the entry set. */
function isCompleted(state: ChartState, last: ChartState, entered: readonly ChartState[]): boolean {
  const later = entered.slice(entered.indexOf(last) + 1);
  return isInFinalState(state, entered) && !later.some((other) => other.kind === 'final' && isDescendant(other, state));
}

function isInFinalState(state: ChartState, entered: readonly ChartState[]): boolean {
  if (state.kind === 'parallel') return state.children.every((region) => isInFinalState(region, entered));
  return state.kind === 'final' || state.children.some((child) => child.kind === 'final' && entered.includes(child));
}
