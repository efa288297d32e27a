import type { ChartState, ChartTransition } from '../generator/model/chart.ts';
import { type InspectedChart, sentenceOf, triggerOf } from './inspected-chart.ts';

/** What one state does with one event: every transition that may be taken, in the order in which guards are asked. */
export interface TableCell {
  readonly edges: readonly number[];
  readonly outcomes: readonly ChartTransition['outcome'][];
  /** One line for each edge. */
  readonly sentences: readonly string[];
}

/** Every leaf of a chart against everything that can happen to it. */
export interface StateEventTable {
  readonly triggers: readonly string[];
  readonly rows: readonly { readonly state: string; readonly cells: readonly TableCell[] }[];
  /** How many cells there are, and how many have an edge of each outcome. */
  readonly cells: number;
  readonly handled: number;
  readonly ignored: number;
  readonly fatal: number;
}

export function stateEventTable(chart: InspectedChart): StateEventTable {
  const others = new Set(chart.edges.map(triggerOf));
  const triggers = [...new Set([...chart.events, ...others])];
  const rows = chart.leaves.map((leaf) => {
    return { state: leaf.path, cells: triggers.map((trigger) => cellOf(candidates(leaf, trigger))) };
  });
  const cells = rows.flatMap((row) => row.cells);
  const having = (outcome: ChartTransition['outcome']): number =>
    cells.filter(({ outcomes }) => outcomes.includes(outcome)).length;
  return {
    triggers,
    rows,
    cells: cells.length,
    handled: having('handled'),
    ignored: having('ignored'),
    fatal: having('fatal'),
  };
}

/** The leaf's own transitions first, then its ancestors', up to the first without a guard. */
function candidates(leaf: ChartState, trigger: string): ChartTransition[] {
  const found: ChartTransition[] = [];
  // In a final state of the whole machine nothing happens any more.
  if (leaf.kind === 'final' && leaf.parent?.parent === undefined) return found;
  for (let state: ChartState | undefined = leaf; state !== undefined; state = state.parent) {
    for (const transition of state.transitions) {
      if (triggerOf(transition) !== trigger) continue;
      found.push(transition);
      if (transition.guard === undefined) return found;
    }
  }
  return found;
}

function cellOf(edges: readonly ChartTransition[]): TableCell {
  return {
    edges: edges.map(({ index }) => index),
    outcomes: [...new Set(edges.map(({ outcome }) => outcome))],
    sentences: edges.map(sentenceOf),
  };
}
