// Records of a trace as text.
import { type InspectedChart, outcomeOf, sentenceOf } from './chart.ts';
import { isWithin } from './configuration.ts';
import { type ConnectionState, machineKey } from './connection-state.ts';
import { formatCount, formatDuration } from './number-format.ts';
import type { TraceRecord, TransitionRecord } from './trace-record.ts';

/** What a connection is called: its name, its role, or the name in the trace, and its remote address. */
export function connectionTitle({
  connection,
  name,
  role,
  remote,
}: Pick<ConnectionState, 'connection' | 'name' | 'role' | 'remote'>): string {
  if (name !== undefined) return name;
  if (role === undefined || role === connection) return connection;
  return `${role} ${connection}${remote === undefined ? '' : ` · ${remote}`}`;
}

/** `WAIT_EE → WAIT_CERT`, `SENDING stays`: the states that a transition leaves and enters. */
export function transitionText(record: TransitionRecord, chart: InspectedChart | undefined, edge: number): string {
  const { from: left, to: active } = record;
  const declared = chart?.edges[edge];
  const from = (left ?? (declared === undefined ? [] : [declared.from])).join(', ') || 'any state';
  if (declared === undefined) return active === undefined ? from : `${from} → ${active.join(', ')}`;
  if (declared.outcome !== 'handled') return `${from} ${outcomeOf(declared)}`;
  const { to } = declared;
  if (to === undefined) return `${from} stays`;
  const entered = active?.filter((path) => to.some((target) => isWithin(path, target))) ?? [];
  return `${from} → ${(entered.length > 0 ? entered : to).join(', ')}`;
}

/** One line for a list: what happened, without time and connection. */
export function recordText(record: TraceRecord, chart?: InspectedChart, edge = -1): string {
  switch (record.type) {
    case 'connection':
      return ['connection', record.role, record.local, record.remote === undefined ? undefined : `↔ ${record.remote}`]
        .filter((part) => part !== undefined)
        .join(' ');
    case 'transition':
      return `${machineKey(record)}: ${record.event}: ${transitionText(record, chart, edge)}`;
    case 'timer': {
      const length = record.duration === undefined ? '' : `, ${formatDuration(record.duration)}`;
      return `${machineKey(record)}: timer ${record.timer} ${TIMER_WORDS[record.operation]}${length}`;
    }
    case 'datagram': {
      const records = record.records.length === 0 ? '' : `: ${record.records.join(', ')}`;
      return `${record.direction}${record.lost === true ? ', lost' : ''}, ${formatCount(record.length)} bytes${records}`;
    }
    case 'event':
      return record.text;
    case 'counters':
      return `counters: ${Object.entries(record.values)
        .map(([name, value]) => `${name} ${formatCount(value)}`)
        .join(', ')}`;
    case 'closed':
      return 'the connection is gone';
    case 'dropped':
      return `${formatCount(record.count)} records were left out by the writer`;
  }
}

const TIMER_WORDS = { start: 'starts', cancel: 'is cancelled', expire: 'expires' } as const;

/** The current step in one sentence, with the reason that the chart gives for the edge. */
export function stepSentence(record: TraceRecord, chart?: InspectedChart, edge = -1): string {
  if (record.type !== 'transition') return recordText(record, chart, edge);
  const declared = chart?.edges[edge];
  const from = record.from?.join(' and ');
  const head = `${machineKey(record)}${from === undefined ? '' : ` in ${from}`} on ${record.event}`;
  if (declared === undefined) return `${head}: ${record.edge}, which the chart does not have`;
  return `${head}: ${sentenceOf(declared)}`;
}
