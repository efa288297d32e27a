// A recording as a trace: JSON Lines, the header first.

import { WirechartError } from 'wirechart/runtime';
import type { InspectedChart } from './model/chart.ts';
import { edgeNames } from './model/chart.ts';
import type { DatagramStep, Peer, Recording, RecordingStep } from './recording.ts';

type Line = Readonly<Record<string, unknown>>;

const PEERS: readonly Peer[] = ['client', 'server'];

/**
 * Writes a recording as a trace of two connections, `client` and `server`.
 *
 * @throws {WirechartError} `ERR_WIRECHART_RECORDING` when a machine has no chart or a chart does not have an edge.
 */
export function traceOfRecording(charts: readonly InspectedChart[], recording: Recording): string {
  const { title, note, machines, steps } = recording;
  for (const { machine } of machines) {
    if (!charts.some(({ id }) => id === machine))
      throw new WirechartError('ERR_WIRECHART_RECORDING', `there is no chart for the machine ${machine}`);
  }
  const names = new Map(charts.map((chart) => [chart.id, edgeNames(chart)]));
  const lines: Line[] = steps.flatMap((step, id) => linesOf(step, id, recording, charts, names));
  // The sort is stable: the arrival of a datagram comes before what it causes at the same time.
  const sorted = lines.toSorted((a, b) => Number(a['time']) - Number(b['time']) || arrivalFirst(a) - arrivalFirst(b));
  const connections = PEERS.map((peer) => {
    const other = peer === 'client' ? 'server' : 'client';
    return { type: 'connection', time: 0, connection: peer, role: peer, peer: other };
  });
  const header = { type: 'trace', version: 1, protocol: 'dtls13', title, note };
  return `${[header, ...connections, ...sorted].map((line) => JSON.stringify(line)).join('\n')}\n`;
}

function arrivalFirst(line: Line): number {
  return line['direction'] === 'received' ? 0 : 1;
}

function linesOf(
  step: RecordingStep,
  id: number,
  { machines }: Recording,
  charts: readonly InspectedChart[],
  names: ReadonlyMap<string, readonly string[]>,
): readonly Line[] {
  const { time } = step;
  switch (step.kind) {
    case 'event':
      return [{ type: 'event', time, connection: step.peer, name: 'event', text: step.text, tone: step.tone }];
    case 'datagram':
      return datagramLines(step, id);
    case 'transition': {
      const { peer, machine } = step;
      const edge = charts.find((chart) => chart.id === machine)?.edges[step.edge];
      if (!machines.some((each) => each.peer === peer && each.machine === machine))
        throw invalid(`a step of ${peer} ${machine}, which is not one of the machines`);
      if (edge === undefined) throw invalid(`${peer} ${machine} has no edge ${step.edge}`);
      const name = names.get(machine)?.[step.edge];
      const { trigger, actions } = edge;
      return [
        { type: 'transition', time, connection: peer, machine, instance: 0, event: trigger, edge: name, actions },
      ];
    }
  }
}

function datagramLines({ time, from, length, records, arrival }: DatagramStep, id: number): readonly Line[] {
  const sent = { type: 'datagram', time, connection: from, direction: 'sent', length, records, id };
  if (arrival === undefined) return [{ ...sent, lost: true }];
  const connection = from === 'client' ? 'server' : 'client';
  return [sent, { type: 'datagram', time: arrival, connection, direction: 'received', length, records, id }];
}

function invalid(reason: string): WirechartError {
  return new WirechartError('ERR_WIRECHART_RECORDING', reason);
}
