import test from 'ava';
import { type InspectedChart, type Recording, recordHandshake } from '../../inspector/index.ts';
import { pageData } from '../../inspector/page-data.ts';
import { replay } from '../../inspector/replay.ts';
import { sequenceRows } from '../../inspector/sequence-rows.ts';
import { stateEventTable } from '../../inspector/state-event-table.ts';
import { charts } from './recorded-handshake.ts';

const sampleChart: InspectedChart = {
  id: 'client',
  title: '',
  svg: '<svg></svg>',
  events: ['start', 'stop', 'noise', 'bad'],
  initial: 'IDLE',
  states: [
    { path: 'IDLE', kind: 'atomic' },
    { path: 'BUSY', kind: 'compound', initial: 'BUSY.FIRST' },
    { path: 'BUSY.FIRST', kind: 'atomic' },
    { path: 'BUSY.SECOND', kind: 'atomic' },
    { path: 'DONE', kind: 'final' },
  ],
  edges: [
    { from: '', trigger: 'stop', to: 'DONE', actions: [], outcome: 'handled' },
    { from: '', trigger: 'noise', actions: [], outcome: 'ignored', description: 'Not relevant.', ref: 'RFC 1' },
    { from: '', trigger: 'bad', to: 'DONE', actions: [], outcome: 'fatal', alert: 'unexpected_message', ref: 'RFC 2' },
    { from: 'IDLE', trigger: 'start', guard: 'mayStart', to: 'BUSY', actions: ['prepare'], outcome: 'handled' },
    { from: 'IDLE', trigger: 'start', actions: ['wait'], outcome: 'handled' },
    { from: 'BUSY.FIRST', trigger: 'bad', guard: 'isTolerated', to: 'BUSY.SECOND', actions: [], outcome: 'handled' },
    { from: 'BUSY.FIRST', trigger: 'after delay', to: 'BUSY.SECOND', actions: [], outcome: 'handled' },
  ],
};

function run(...edges: readonly number[]): Recording {
  return {
    title: '',
    note: '',
    machines: [{ peer: 'client', machine: 'client' }],
    steps: edges.map((edge, time) => ({ kind: 'transition', time, peer: 'client', machine: 'client', edge })),
  };
}

test('in a handshake both peers enter CONNECTED and end in CLOSED', (t) => {
  const { machines, transitions } = replay(charts, recordHandshake());
  const paths = machines.map((_, index) =>
    transitions.flatMap((transition) => (transition?.machine === index ? transition.active : [])),
  );
  t.deepEqual(
    paths.map((path) => path.at(-1)),
    ['CLOSED', 'DONE', 'DONE', 'CLOSED', 'CLOSED', 'DONE', 'DONE', 'CLOSED'],
  );
  t.true(paths[0]?.includes('CONNECTED'));
  t.true(paths[4]?.includes('CONNECTED'));
});

test('with loss, duplication and reordering the core takes only edges of its active states', (t) => {
  for (let seed = 1; seed <= 20; seed++) {
    const { transitions } = replay(charts, recordHandshake({ seed, loss: 0.2, duplication: 0.2, jitter: 15 }));
    t.deepEqual(
      transitions.filter((transition) => transition?.unexpected),
      [],
      `seed ${seed}`,
    );
  }
});

test('a transition to a compound state enters its initial atomic state', (t) => {
  const { transitions } = replay([sampleChart], run(3, 6));
  t.deepEqual(
    transitions.map((transition) => [transition?.from, transition?.to, transition?.unexpected]),
    [
      [['IDLE'], ['BUSY.FIRST'], false],
      [['BUSY.FIRST'], ['BUSY.SECOND'], false],
    ],
  );
});

test('an edge that does not belong to an active state is taken and marked', (t) => {
  const recording = run(6);
  const replayed = replay([sampleChart], recording);
  t.true(replayed.transitions[0]?.unexpected);
  t.regex(sequenceRows(recording, replayed)[0]?.classes ?? '', /unexpected/);
  t.regex(pageData(recording, replayed).steps[0]?.sentence ?? '', /The chart has no such edge in this state\.$/);
});

test('edges of ancestors and edges without a target are expected while their state is active', (t) => {
  const recording = run(4, 1, 0);
  const replayed = replay([sampleChart], recording);
  t.deepEqual(
    sequenceRows(recording, replayed).map(({ lines }) => lines[0]),
    ['IDLE stays', 'IDLE ignored', 'IDLE → DONE'],
  );
  t.false(replayed.transitions.some((transition) => transition?.unexpected));
  t.is(sequenceRows(run(2), replay([sampleChart], run(2)))[0]?.lines[0], 'IDLE fatal: unexpected_message');
});

test('a recording that does not fit the charts is refused', (t) => {
  const code = 'ERR_WIRECHART_RECORDING';
  t.throws(() => replay([], run()), { code, message: 'there is no chart for the machine client' });
  t.throws(() => replay([sampleChart], run(99)), { code, message: 'client client has no edge 99' });
  t.throws(() => replay([sampleChart], { ...run(0), machines: [] }), {
    code,
    message: 'a step of client client, which is not one of the machines',
  });
});

test('the table lists the edges of a state before those of its ancestors, up to the first without a guard', (t) => {
  const table = stateEventTable(sampleChart);
  t.deepEqual(table.triggers, ['start', 'stop', 'noise', 'bad', 'after delay']);
  const edges = table.rows.map(({ state, cells }) => [state, ...cells.map((cell) => cell.edges.join(' '))]);
  t.deepEqual(edges, [
    ['IDLE', '3 4', '0', '1', '2', ''],
    ['BUSY.FIRST', '', '0', '1', '5 2', '6'],
    ['BUSY.SECOND', '', '0', '1', '2', ''],
    ['DONE', '', '', '', '', ''],
  ]);
  t.deepEqual([table.cells, table.handled, table.fatal, table.ignored], [20, 6, 3, 3]);
  t.deepEqual(table.rows[1]?.cells[3]?.outcomes, ['handled', 'fatal']);
  t.deepEqual(table.rows[1]?.cells[3]?.sentences, ['[isTolerated] → BUSY.SECOND', 'fatal: unexpected_message — RFC 2']);
});

test('a row shows the time only when it has changed, and the delivery of a datagram', (t) => {
  const recording: Recording = {
    ...run(),
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
