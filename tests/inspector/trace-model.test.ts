import test from 'ava';
import { MAX_RECORDS, TraceModel } from '../../inspector/model/trace-model.ts';
import { parseTraceLine } from '../../inspector/model/trace-record.ts';
import { traceOfRecording } from '../../inspector/trace-of-recording.ts';
import { SeededRandom } from '../generator/seeded-random.ts';
import { charts, recording } from './recorded-handshake.ts';
import { modelOf } from './replayed-recording.ts';
import { sampleChart } from './sample-chart.ts';

/** One line of a trace. */
function line(fields: object): string {
  return JSON.stringify({ time: 0, connection: 'a', ...fields });
}

function reasonOf(fields: object): string | undefined {
  const parsed = parseTraceLine(line(fields));
  return parsed.kind === 'error' ? parsed.reason : undefined;
}

test('stepping backwards and jumping give the states that stepping forwards gave', (t) => {
  const trace = traceOfRecording(charts, recording);
  const model = modelOf(charts, trace);
  const snapshot = (position: number): unknown =>
    [...model.stateAt(position)].map(([name, { machines }]) => [
      name,
      [...machines].map(([key, { active, lastEdge, taken }]) => [key, active.atomic, lastEdge, [...taken]]),
    ]);
  const forwards = Array.from({ length: model.length + 1 }, (_, position) => snapshot(position));
  const random = new SeededRandom('positions');
  for (let round = 0; round < 300; round++) {
    const position = random.below(model.length + 1);
    t.deepEqual(snapshot(position), forwards[position], `position ${position}`);
  }
});

test('in a long trace the kept states give the same answers as a new fold', (t) => {
  const model = new TraceModel([sampleChart]);
  for (let time = 0; time < 3000; time++)
    model.appendLine(line({ type: 'counters', time, values: { total: time } }) + (time % 3 === 0 ? '\n' : ''));
  for (let time = 3000; time < 6000; time++) {
    model.appendLine(line({ type: 'event', time, name: 'n', text: 't' }));
    model.appendLine(line({ type: 'counters', time, values: { total: time } }));
  }
  for (const position of [2999, 1, 1500, 1501, 1000, 3000])
    t.is(model.stateAt(position).get('a')?.counters['total'], 2999 + position);
});

test('a timer runs from its start until it is cancelled, expires or its connection is gone', (t) => {
  const model = new TraceModel();
  const timer = { type: 'timer', machine: 'flight', instance: 1, timer: 'WAITING.retransmit' };
  const names = (): string[] => [...(model.stateAt(model.length).get('a')?.timers.keys() ?? [])];
  for (const end of [{ operation: 'cancel' }, { operation: 'expire' }]) {
    model.appendLine(line({ ...timer, operation: 'start', duration: 1000 }));
    t.deepEqual(names(), ['flight 1/WAITING.retransmit']);
    model.appendLine(line({ ...timer, ...end }));
    t.deepEqual(names(), []);
  }
  model.appendLine(line({ ...timer, operation: 'start', duration: 1000 }));
  model.appendLine(line({ type: 'closed' }));
  t.deepEqual(names(), []);
  t.false(model.stateAt(model.length).get('a')?.open);
});

test('timers and counters belong to the step before them, an expired timer is a step', (t) => {
  const model = new TraceModel();
  const timer = { type: 'timer', machine: 'flight', timer: 'A.b' };
  model.appendLine(line({ type: 'connection', role: 'client' }));
  model.appendLine(line({ ...timer, operation: 'start', duration: 5 }));
  model.appendLine(line({ type: 'counters', values: { sent: 1 } }));
  t.is(model.length, 1);
  t.is(model.stateAt(1).get('a')?.timers.size, 1);
  model.appendLine(line({ ...timer, operation: 'expire' }));
  t.is(model.length, 2);
  t.is(model.positionOf(2), 1);
  t.is(model.recordOf(2), 3);
});

test("the writer's active states win over the replay, and unknown machines and edges are kept", (t) => {
  const model = new TraceModel([sampleChart]);
  const transition = { type: 'transition', machine: 'client', event: 'start' };
  const active = (machine: string) => model.stateAt(model.length).get('a')?.machines.get(machine)?.active.atomic;
  model.appendLine(line({ ...transition, edge: 'IDLE:start', to: ['BUSY.SECOND'] }));
  t.deepEqual(active('client'), ['BUSY.SECOND']);
  model.appendLine(line({ ...transition, edge: 'nothing', to: ['DONE'] }));
  t.deepEqual(active('client'), ['DONE']);
  t.is(model.stateAt(model.length).get('a')?.machines.get('client')?.unexpected, 1);
  model.appendLine(line({ ...transition, machine: 'foreign', edge: 'x', from: ['A'], to: ['B'] }));
  t.deepEqual(active('foreign'), ['B']);
});

test('a chart in the trace is found by its id, and the second edge of a state and an event by its number', (t) => {
  const model = new TraceModel();
  t.is(model.appendLine(JSON.stringify({ type: 'chart', time: 0, chart: sampleChart })), undefined);
  t.is(model.chart('client')?.states.length, sampleChart.states.length);
  t.is(model.edgeIndex('client', 'IDLE:start#2'), 4);
  t.is(model.edgeIndex('client', ':stop'), 0);
  t.is(model.edgeIndex('client', 'IDLE:start#3'), -1);
});

test('with more records than are kept the oldest are forgotten, and the states stay right', (t) => {
  const model = new TraceModel([sampleChart]);
  const transition = { type: 'transition', machine: 'client', event: 'start', edge: 'IDLE:start' };
  model.appendLine(line(transition));
  const event = parseTraceLine(line({ type: 'event', name: 'n', text: 't' }));
  for (let count = 1; count <= MAX_RECORDS; count++) model.append(event);
  t.true(model.recordCount < MAX_RECORDS);
  t.is(model.forgottenSteps + model.length, MAX_RECORDS + 1);
  for (const position of [0, 1, model.length])
    t.deepEqual(model.stateAt(position).get('a')?.machines.get('client')?.active.atomic, ['BUSY.FIRST']);
});

test('lines that are wrong are refused with the reason', (t) => {
  const refused = (text: string): string | undefined => new TraceModel().appendLine(text);
  t.is(refused('{'), 'not JSON');
  t.is(refused('[]'), 'expected an object');
  t.is(refused('{"time":0}'), 'type: expected a string');
  t.is(refused('{"type":"trace","version":2}'), 'version 2 of the format: this page reads version 1');
  t.is(reasonOf({ type: 'event', time: -1, text: '' }), 'time: expected a number from 0');
  t.is(reasonOf({ type: 'closed', connection: 7 }), 'connection: expected a string');
  t.is(reasonOf({ type: 'transition', machine: 'm', edge: 'e', to: 'x' }), 'to: expected a list of strings');
  t.is(
    reasonOf({ type: 'timer', machine: 'm', timer: 't', operation: 'stop' }),
    'operation: expected start, cancel, expire',
  );
  t.is(reasonOf({ type: 'timer', machine: 'm', timer: 't', operation: 'start' }), 'duration: expected a number from 0');
  t.is(reasonOf({ type: 'datagram', direction: 'up', length: 1 }), 'direction: expected sent, received');
  t.is(reasonOf({ type: 'counters', values: 3 }), 'values: expected an object');
  t.is(reasonOf({ type: 'chart', chart: { id: 'x' } }), 'chart: expected the lists events, states and edges');
  t.is(reasonOf({ type: 'chart', chart: 'x' }), 'chart: expected an object');
  t.is(reasonOf({ type: 'chart', chart: {} }), 'chart: expected the texts id and initial');
  const lists = { id: 'x', initial: 'A', events: [] };
  t.is(reasonOf({ type: 'chart', chart: { ...lists, states: [{}], edges: [] } }), 'chart: a state without a path');
  t.is(
    reasonOf({ type: 'chart', chart: { ...lists, states: [], edges: [{}] } }),
    'chart: an edge without from, trigger or actions',
  );
});

test('unknown types, secrets and empty lines are skipped, long texts are cut', (t) => {
  for (const text of ['', ' ', line({ type: 'later' }), line({ type: 'secret', secret: '00' })])
    t.deepEqual(parseTraceLine(text), { kind: 'skip' });
  const parsed = parseTraceLine(line({ type: 'event', name: 'n', text: 'x'.repeat(5000) }));
  t.is(parsed.kind === 'record' && parsed.record.type === 'event' && parsed.record.text.length, 2001);
});
