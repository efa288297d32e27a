import type { InspectedChart, Recording } from '../../inspector/index.ts';
import { machineKey } from '../../inspector/model/connection-state.ts';
import { recordText } from '../../inspector/model/step-text.ts';
import { TraceModel } from '../../inspector/model/trace-model.ts';
import { traceOfRecording } from '../../inspector/trace-of-recording.ts';

/** A transition of a recording in terms of its chart. */
export interface ReplayedTransition {
  readonly peer: string;
  readonly machine: string;
  /** Index of the edge. */
  readonly index: number;
  readonly trigger: string;
  readonly from: readonly string[];
  readonly active: readonly string[];
  readonly unexpected: boolean;
}

/** A trace as the page has it. */
export function modelOf(charts: readonly InspectedChart[], trace: string): TraceModel {
  const model = new TraceModel(charts);
  for (const line of trace.split('\n')) {
    const problem = model.appendLine(line);
    if (problem !== undefined) throw new Error(`${problem}: ${line}`);
  }
  return model;
}

/** The transitions of a recording, as the page shows them. */
export function replayed(charts: readonly InspectedChart[], recording: Recording): readonly ReplayedTransition[] {
  const model = modelOf(charts, traceOfRecording(charts, recording));
  const transitions: ReplayedTransition[] = [];
  let before = 0;
  for (let position = 1; position <= model.length; position++) {
    const record = model.step(position);
    if (record?.type !== 'transition') continue;
    const machines = model.stateAt(position).get(record.connection)?.machines;
    const state = machines?.get(machineKey(record));
    if (state === undefined) continue;
    const unexpected = [...model.stateAt(position).values()]
      .flatMap((connection) => [...connection.machines.values()])
      .reduce((sum, machine) => sum + machine.unexpected, 0);
    transitions.push({
      peer: record.connection,
      machine: record.machine,
      index: state.lastEdge ?? -1,
      trigger: record.event,
      from: state.lastFrom,
      active: state.active.atomic,
      unexpected: unexpected > before,
    });
    before = unexpected;
  }
  return transitions;
}

/** The texts of all datagrams and events of a recording. */
export function linesOf(recording: Recording): readonly string[] {
  return recording.steps.flatMap((step) => {
    if (step.kind === 'datagram') return step.records;
    if (step.kind === 'transition') return [];
    return [recordText({ type: 'event', time: 0, connection: step.peer, name: '', text: step.text, tone: step.tone })];
  });
}
