import { WirechartError } from '../runtime/errors/wirechart-error.ts';
import type { MachineEdge } from '../runtime/machine/index.ts';
import { Configuration, isWithin } from './configuration.ts';
import type { InspectedChart } from './inspected-chart.ts';
import type { RecordedMachine, Recording } from './recording.ts';

/** A machine of the recording with its chart. */
export interface ReplayedMachine extends RecordedMachine {
  readonly chart: InspectedChart;
  /** Paths of the leaves it starts in: one, or one for each region. */
  readonly initial: readonly string[];
}

/** What a transition of the recording did, as the chart has it. */
export interface Move {
  /** Index into the machines. */
  readonly machine: number;
  /** Its place among the chart's edges. */
  readonly index: number;
  readonly edge: MachineEdge;
  /** Paths of the leaves that the edge leaves and enters: one, or one for each region. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Paths of all active leaves after it. */
  readonly active: readonly string[];
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
    return { ...recorded, chart, initial: new Configuration(chart).leaves };
  });
  const configurations = machines.map(({ chart }) => new Configuration(chart));
  const moves = recording.steps.map((step): Move | undefined => {
    if (step.kind !== 'transition') return undefined;
    const name = `${step.peer} ${step.machine}`;
    const machine = machines.findIndex((known) => known.peer === step.peer && known.machine === step.machine);
    const chart = machines[machine]?.chart;
    const edge = chart?.edges[step.edge];
    const configuration = configurations[machine];
    if (configuration === undefined || edge === undefined) {
      throw new WirechartError(
        'ERR_WIRECHART_RECORDING',
        machine < 0 ? `a step of ${name}, which is not among the machines` : `${name} has no edge ${step.edge}`,
      );
    }
    const inside = configuration.leaves.filter((leaf) => isWithin(leaf, edge.from));
    const from = inside.length === 0 ? configuration.leaves : inside;
    const entered = configuration.take(edge);
    const { leaves: active } = configuration;
    const to = edge.to === undefined ? from : entered;
    return { machine, index: step.edge, edge, from, to, active, unexpected: inside.length === 0 };
  });
  return { machines, moves };
}
