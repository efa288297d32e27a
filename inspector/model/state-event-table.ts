// The table of states and events of a chart.
import type { MachineEdge } from 'wirechart/runtime';
import { type InspectedChart, type InspectedState, sentenceOf } from './chart.ts';
import { selfAndAncestors } from './configuration.ts';

/** One state and one event: the transitions that can be taken, in the order in which their guards are evaluated. */
export interface TableCell {
  readonly edges: readonly number[];
  readonly outcomes: readonly MachineEdge['outcome'][];
  /** One line for each edge. */
  readonly sentences: readonly string[];
}

/** A table of all atomic and final states of a chart and all of its triggers. */
export interface StateEventTable {
  readonly triggers: readonly string[];
  readonly rows: readonly { readonly state: string; readonly cells: readonly TableCell[] }[];
  /** Number of cells, and of cells with an edge of each outcome. */
  readonly cells: number;
  readonly handled: number;
  readonly ignored: number;
  readonly fatal: number;
}

/** The state-event table of a chart. */
export function stateEventTable(chart: InspectedChart): StateEventTable {
  const triggers = [...new Set([...chart.events, ...chart.edges.map(({ trigger }) => trigger)])];
  const rows = chart.states
    .filter(({ kind }) => kind === 'atomic' || kind === 'final')
    .map((atomicState) => ({
      state: atomicState.path,
      cells: triggers.map((trigger) => cellOf(chart, atomicState, trigger)),
    }));
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

function cellOf(chart: InspectedChart, atomicState: InspectedState, trigger: string): TableCell {
  const indices = candidates(chart, atomicState, trigger);
  const edges = indices.flatMap((index) => chart.edges[index] ?? []);
  return {
    edges: indices,
    outcomes: [...new Set(edges.map(({ outcome }) => outcome))],
    sentences: edges.map(sentenceOf),
  };
}

/** Indices of the edges of the state, then of its ancestors, up to the first without a guard. */
function candidates(chart: InspectedChart, atomicState: InspectedState, trigger: string): number[] {
  const found: number[] = [];
  // A top-level final state ends the machine.
  if (atomicState.kind === 'final' && !atomicState.path.includes('.') && chart.kind !== 'parallel') return found;
  for (const state of selfAndAncestors(atomicState.path)) {
    for (const [index, edge] of chart.edges.entries()) {
      if (edge.from !== state || edge.trigger !== trigger) continue;
      if (trigger === 'onDone' && !canComplete(atomicState, state)) continue;
      found.push(index);
      if (edge.guard === undefined) return found;
    }
  }
  return found;
}

/** A final state completes its parent, and can complete the parallel state that contains the parent. */
function canComplete(atomicState: InspectedState, state: string): boolean {
  return atomicState.kind === 'final' && atomicState.path.split('.').length - state.split('.').length <= 2;
}
