import type { MachineEdge } from '../runtime/machine/index.ts';
import { type InspectedChart, type InspectedState, sentenceOf } from './inspected-chart.ts';

/** What one state does with one event: every transition that may be taken, in the order in which guards are asked. */
export interface TableCell {
  readonly edges: readonly number[];
  readonly outcomes: readonly MachineEdge['outcome'][];
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
  const triggers = [...new Set([...chart.events, ...chart.edges.map(({ trigger }) => trigger)])];
  const rows = chart.states
    .filter(({ kind }) => kind === 'atomic' || kind === 'final')
    .map((leaf) => ({ state: leaf.path, cells: triggers.map((trigger) => cellOf(chart, leaf, trigger)) }));
  const cells = rows.flatMap((row) => row.cells);
  const having = (outcome: MachineEdge['outcome']): number =>
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

function cellOf(chart: InspectedChart, leaf: InspectedState, trigger: string): TableCell {
  const indices = candidates(chart, leaf, trigger);
  const edges = indices.flatMap((index) => chart.edges[index] ?? []);
  return {
    edges: indices,
    outcomes: [...new Set(edges.map(({ outcome }) => outcome))],
    sentences: edges.map(sentenceOf),
  };
}

/** The leaf's own edges first, then its ancestors', up to the first without a guard. */
function candidates(chart: InspectedChart, leaf: InspectedState, trigger: string): number[] {
  const found: number[] = [];
  // In a final state of the whole machine nothing happens any more.
  if (leaf.kind === 'final' && !leaf.path.includes('.') && chart.kind !== 'parallel') return found;
  for (const state of lineage(leaf.path)) {
    for (const [index, edge] of chart.edges.entries()) {
      if (edge.from !== state || edge.trigger !== trigger) continue;
      if (trigger === 'onDone' && !mayFinish(leaf, state)) continue;
      found.push(index);
      if (edge.guard === undefined) return found;
    }
  }
  return found;
}

/** A final state ends the state around it, and may be the last to end the parallel one around that. */
function mayFinish(leaf: InspectedState, state: string): boolean {
  return leaf.kind === 'final' && leaf.path.split('.').length - state.split('.').length <= 2;
}

/** `WAITING.ARMED`, `WAITING` and the root's empty path. */
function lineage(path: string): string[] {
  const steps = path.split('.');
  return [...steps.map((_, place) => steps.slice(0, steps.length - place).join('.')), ''];
}
