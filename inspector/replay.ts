// Replays a recording on its charts.

import type { MachineEdge } from 'wirechart/runtime';
import { WirechartError } from 'wirechart/runtime';
import { Configuration, isWithin } from './configuration.ts';
import type { InspectedChart } from './inspected-chart.ts';
import type { RecordedMachine, Recording } from './recording.ts';

/** A machine of the recording and its chart. */
export interface ReplayedMachine extends RecordedMachine {
  readonly chart: InspectedChart;
  /** Paths of the initial atomic states: one, or one for each region. */
  readonly initial: readonly string[];
}

/** A transition of the recording in terms of its chart. */
export interface ReplayedTransition {
  /** Index of the machine in the recording. */
  readonly machine: number;
  /** Index of the edge in the chart. */
  readonly index: number;
  readonly edge: MachineEdge;
  /** Paths of the atomic states that are exited: one, or one for each region. */
  readonly from: readonly string[];
  /** Paths of the atomic states that are entered, or `from` for an edge without a target. */
  readonly to: readonly string[];
  /** Paths of all active atomic states after the transition. */
  readonly active: readonly string[];
  /** The edge does not belong to a state that was active. */
  readonly unexpected: boolean;
}

/** A recording replayed on its charts. */
export interface Replay {
  readonly machines: readonly ReplayedMachine[];
  /** One for each step of the recording; undefined for a step without a transition. */
  readonly transitions: readonly (ReplayedTransition | undefined)[];
}

/**
 * Replays a recording on its charts.
 *
 * @throws {WirechartError} `ERR_WIRECHART_RECORDING` when a machine has no chart or a chart does not have an edge.
 */
export function replay(charts: readonly InspectedChart[], recording: Recording): Replay {
  const machines = recording.machines.map((recorded): ReplayedMachine => {
    const chart = charts.find(({ id }) => id === recorded.machine);
    if (chart === undefined) {
      throw new WirechartError('ERR_WIRECHART_RECORDING', `there is no chart for the machine ${recorded.machine}`);
    }
    return { ...recorded, chart, initial: new Configuration(chart).atomicStates };
  });
  const configurations = machines.map(({ chart }) => new Configuration(chart));
  const transitions = recording.steps.map((step): ReplayedTransition | undefined => {
    if (step.kind !== 'transition') return undefined;
    const name = `${step.peer} ${step.machine}`;
    const machine = machines.findIndex((each) => each.peer === step.peer && each.machine === step.machine);
    const chart = machines[machine]?.chart;
    const edge = chart?.edges[step.edge];
    const configuration = configurations[machine];
    if (configuration === undefined || edge === undefined) {
      throw new WirechartError(
        'ERR_WIRECHART_RECORDING',
        machine < 0 ? `a step of ${name}, which is not one of the machines` : `${name} has no edge ${step.edge}`,
      );
    }
    const exited = configuration.atomicStates.filter((state) => isWithin(state, edge.from));
    const from = exited.length === 0 ? configuration.atomicStates : exited;
    const entered = configuration.takeTransition(edge);
    const { atomicStates: active } = configuration;
    const to = edge.to === undefined ? from : entered;
    return { machine, index: step.edge, edge, from, to, active, unexpected: exited.length === 0 };
  });
  return { machines, transitions };
}
