import type { Chart, ChartState } from '../../model/chart.ts';
import { canEnd, hasOnDone, isInside } from '../../model/chart-walk.ts';
import { machineNames, stateWord } from '../../names/machine-names.ts';
import { callStatement, member } from './literal-text.ts';

/** What is entered at once. Undefined where only the running machine can tell. */
interface Entrance {
  readonly states: readonly ChartState[];
  readonly domain: ChartState | undefined;
}

/** What has come to its end when a final state was entered: the state around it, and parallel states with their last region. */
export function completionStatements(
  chart: Chart,
  state: ChartState,
  entrance: Entrance | undefined,
  indent: string,
): readonly string[] {
  const { parent } = state;
  if (state.kind !== 'final' || parent === undefined) return [];
  const lines: string[] = [];
  if (parent.kind === 'compound' && hasOnDone(parent)) lines.push(...raise(chart, parent, indent));
  for (let at = parent.kind === 'parallel' ? state : parent; at.parent?.kind === 'parallel'; at = at.parent) {
    const { parent: around } = at;
    if (!canEnd(around)) break;
    // Where a memory decides, all regions are entered one after the other: the last of them tells.
    if (entrance === undefined && around.children.at(-1) !== at) break;
    if (entrance !== undefined && (entrance.states.includes(around) || entrance.domain === around)) {
      if (!isCompleted(around, state, entrance.states)) break;
      if (hasOnDone(around)) lines.push(...raise(chart, around, indent));
    } else if (hasOnDone(around)) {
      const body = raise(chart, around, `${indent}  `);
      lines.push(`${indent}if (this.#isOver${stateWord(around)}()) {`, ...body, `${indent}}`);
    }
  }
  return lines;
}

function raise(chart: Chart, state: ChartState, indent: string): readonly string[] {
  return callStatement('this.#raise', [member(`${machineNames(chart).upper}Completion`, state.path)], indent);
}

/** Whether the last region of a parallel state that is entered as a whole comes to its end with `last`. */
function isCompleted(state: ChartState, last: ChartState, entered: readonly ChartState[]): boolean {
  const later = entered.slice(entered.indexOf(last) + 1);
  return isOver(state, entered) && !later.some((other) => other.kind === 'final' && isInside(other, state));
}

function isOver(state: ChartState, entered: readonly ChartState[]): boolean {
  if (state.kind === 'parallel') return state.children.every((region) => isOver(region, entered));
  return state.kind === 'final' || state.children.some((child) => child.kind === 'final' && entered.includes(child));
}
