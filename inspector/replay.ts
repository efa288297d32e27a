import { WirechartError } from '../runtime/errors/wirechart-error.ts';
import type { MachineEdge } from '../runtime/machine/index.ts';
import { type InspectedChart, leafOf } from './inspected-chart.ts';
import type { RecordedMachine, Recording } from './recording.ts';

/** A machine of the recording with its chart. */
export interface ReplayedMachine extends RecordedMachine {
  readonly chart: InspectedChart;
  /** Path of the leaf it starts in. */
  readonly initial: string;
}

/** What a transition of the recording did, as the chart has it. */
export interface Move {
  /** Index into the machines. */
  readonly machine: number;
  /** Its place among the chart's edges. */
  readonly index: number;
  readonly edge: MachineEdge;
  /** Path of the active leaf before and after. */
  readonly from: string;
  readonly to: string;
  /** The chart has this edge, but not in the state the machine was in. */
  readonly unexpected: boolean;
}

export interface Replay {
  readonly machines: readonly ReplayedMachine[];
  /** One for each step of the recording; undefined where no machine moved. */
  readonly moves: readonly (Move | undefined)[];
}

/**
 * Walks the charts along a recording.
 *
 * @throws {WirechartError} `ERR_WIRECHART_RECORDING` when a machine has no chart or a chart no such edge.
 */
export function replay(charts: readonly InspectedChart[], recording: Recording): Replay {
  const machines = recording.machines.map((recorded): ReplayedMachine => {
    const chart = charts.find(({ id }) => id === recorded.machine);
    if (chart === undefined) {
      throw new WirechartError('ERR_WIRECHART_RECORDING', `there is no chart for the machine ${recorded.machine}`);
    }
    return { ...recorded, chart, initial: leafOf(chart, chart.initial) };
  });
  const active = machines.map(({ initial }) => initial);
  const moves = recording.steps.map((step): Move | undefined => {
    if (step.kind !== 'transition') return undefined;
    const name = `${step.peer} ${step.machine}`;
    const machine = machines.findIndex((known) => known.peer === step.peer && known.machine === step.machine);
    const chart = machines[machine]?.chart;
    const edge = chart?.edges[step.edge];
    if (chart === undefined || edge === undefined) {
      throw new WirechartError(
        'ERR_WIRECHART_RECORDING',
        machine < 0 ? `a step of ${name}, which is not among the machines` : `${name} has no edge ${step.edge}`,
      );
    }
    const from = active[machine] ?? '';
    const to = edge.to === undefined ? from : leafOf(chart, edge.to);
    active[machine] = to;
    return { machine, index: step.edge, edge, from, to, unexpected: !isInside(from, edge.from) };
  });
  return { machines, moves };
}

/** Whether the state at `path` is `ancestor` or lies in it; the root's path is empty. */
function isInside(path: string, ancestor: string): boolean {
  return ancestor === '' || path === ancestor || path.startsWith(`${ancestor}.`);
}
