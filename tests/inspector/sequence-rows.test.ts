import test from 'ava';
import type { Recording } from '../../inspector/index.ts';
import { pageData } from '../../inspector/page-data.ts';
import { replay } from '../../inspector/replay.ts';
import { sequenceRows } from '../../inspector/sequence-rows.ts';
import { recordingOf, sampleChart } from './sample-chart.ts';

test('edges of ancestors and edges without a target are expected while their state is active', (t) => {
  const recording = recordingOf(4, 1, 0);
  const replayed = replay([sampleChart], recording);
  t.deepEqual(
    sequenceRows(recording, replayed).map(({ lines }) => lines[0]),
    ['IDLE stays', 'IDLE ignored', 'IDLE → DONE'],
  );
  t.false(replayed.transitions.some((transition) => transition?.unexpected));
  t.is(
    sequenceRows(recordingOf(2), replay([sampleChart], recordingOf(2)))[0]?.lines[0],
    'IDLE fatal: unexpected_message',
  );
});

test('a row shows the time only when it has changed, and the delivery of a datagram', (t) => {
  const recording: Recording = {
    ...recordingOf(),
    steps: [
      { kind: 'datagram', time: 0, from: 'client', length: 1200, records: ['ClientHello'] },
      { kind: 'datagram', time: 0, from: 'server', length: 60, records: ['ACK'], arrival: 12.25 },
      { kind: 'event', time: 1500, peer: 'server', text: 'timed out', tone: 'bad' },
    ],
  };
  const rows = sequenceRows(recording, replay([sampleChart], recording));
  t.deepEqual(
    rows.map(({ time, small, classes, wire }) => [time, small, classes, wire]),
    [
      ['0 ms', '1\u202f200 bytes · lost', 'datagram from-client lost', true],
      [undefined, '60 bytes · 12.3 ms in flight', 'datagram from-server', true],
      ['1.50 s', '', 'event at-server bad', false],
    ],
  );
  t.deepEqual(
    pageData(recording, replay([sampleChart], recording)).steps.map(({ sentence }) => sentence),
    [
      'The client sends 1\u202f200 bytes: ClientHello. They are lost.',
      'The server sends 60 bytes: ACK. They arrive at 12.3 ms.',
      'The server: timed out',
    ],
  );
});
