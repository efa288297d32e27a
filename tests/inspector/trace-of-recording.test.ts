import test from 'ava';
import type { Recording } from '../../inspector/index.ts';
import { recordText, transitionText } from '../../inspector/model/step-text.ts';
import { traceOfRecording } from '../../inspector/trace-of-recording.ts';
import { modelOf, replayed } from './replayed-recording.ts';
import { recordingOf, sampleChart } from './sample-chart.ts';

test('edges of ancestors and edges without a target are expected while their state is active', (t) => {
  const transitions = replayed([sampleChart], recordingOf(4, 1, 0));
  t.deepEqual(
    transitions.map(({ from, active, unexpected }) => [from, active, unexpected]),
    [
      [['IDLE'], ['IDLE'], false],
      [['IDLE'], ['IDLE'], false],
      [['IDLE'], ['DONE'], false],
    ],
  );
});

test('a transition to a compound state enters its initial atomic state', (t) => {
  t.deepEqual(
    replayed([sampleChart], recordingOf(3, 6)).map(({ from, active }) => [from, active]),
    [
      [['IDLE'], ['BUSY.FIRST']],
      [['BUSY.FIRST'], ['BUSY.SECOND']],
    ],
  );
});

test('an edge that does not belong to an active state is taken and counted', (t) => {
  const [transition] = replayed([sampleChart], recordingOf(6));
  t.true(transition?.unexpected);
  t.true(transition?.active.includes('BUSY.SECOND'));
});

test('a datagram that arrives is one step, at its transmission; a lost one says so', (t) => {
  const recording: Recording = {
    ...recordingOf(),
    steps: [
      { kind: 'datagram', time: 0, from: 'client', length: 1200, records: ['ClientHello'] },
      { kind: 'datagram', time: 0, from: 'server', length: 60, records: ['ACK'], arrival: 12.25 },
      { kind: 'event', time: 1500, peer: 'server', text: 'timed out', tone: 'bad' },
    ],
  };
  const model = modelOf([sampleChart], traceOfRecording([sampleChart], recording));
  const steps = Array.from({ length: model.length }, (_, place) => model.step(place + 1));
  t.deepEqual(
    steps.map((step) => step && recordText(step)),
    [
      'connection client',
      'connection server',
      'sent, lost, 1\u202f200 bytes: ClientHello',
      'sent, 60 bytes: ACK',
      'timed out',
    ],
  );
  t.deepEqual(
    steps.map((step) => step && model.arrivalOf(step)),
    [undefined, undefined, undefined, 12.25, undefined],
  );
});

test('the text of a transition says where it leads, or why it does not', (t) => {
  const base = {
    type: 'transition',
    time: 0,
    connection: 'a',
    machine: 'client',
    instance: 0,
    event: '',
    edge: '',
  } as const;
  t.is(transitionText({ ...base, from: ['IDLE'] }, sampleChart, 3), 'IDLE → BUSY');
  t.is(transitionText(base, sampleChart, 4), 'IDLE stays');
  t.is(transitionText({ ...base, from: ['IDLE'] }, sampleChart, 2), 'IDLE fatal: unexpected_message');
  t.is(transitionText({ ...base, from: ['A'], to: ['B'] }, undefined, -1), 'A → B');
});

test('a recording that does not fit the charts is refused', (t) => {
  const code = 'ERR_WIRECHART_RECORDING';
  t.throws(() => traceOfRecording([], recordingOf()), { code, message: 'there is no chart for the machine client' });
  t.throws(() => traceOfRecording([sampleChart], recordingOf(99)), { code, message: 'client client has no edge 99' });
  t.throws(() => traceOfRecording([sampleChart], { ...recordingOf(0), machines: [] }), {
    code,
    message: 'a step of client client, which is not one of the machines',
  });
});
