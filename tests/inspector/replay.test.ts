import test from 'ava';
import { type InspectedChart, type Recording, recordHandshake } from '../../inspector/index.ts';
import { pageData } from '../../inspector/page-data.ts';
import { replay } from '../../inspector/replay.ts';
import { sequenceRows } from '../../inspector/sequence.ts';
import { stateEventTable } from '../../inspector/state-event-table.ts';
import { charts } from './recorded-run.ts';

const toy: InspectedChart = {
  id: 'client',
  title: '',
  svg: '<svg></svg>',
  events: ['start', 'stop', 'noise', 'bad'],
  initial: 'IDLE',
  states: [
    { path: 'IDLE', kind: 'atomic' },
    { path: 'BUSY', kind: 'compound', initial: 'BUSY.DEEP' },
    { path: 'BUSY.DEEP', kind: 'atomic' },
    { path: 'BUSY.OVER', kind: 'atomic' },
    { path: 'DONE', kind: 'final' },
  ],
  edges: [
    { from: '', trigger: 'stop', to: 'DONE', actions: [], outcome: 'handled' },
    { from: '', trigger: 'noise', actions: [], outcome: 'ignored', description: 'Noise.', ref: 'RFC 1' },
    { from: '', trigger: 'bad', to: 'DONE', actions: [], outcome: 'fatal', alert: 'unexpected_message', ref: 'RFC 2' },
    { from: 'IDLE', trigger: 'start', guard: 'mayStart', to: 'BUSY', actions: ['begin'], outcome: 'handled' },
    { from: 'IDLE', trigger: 'start', actions: ['wait'], outcome: 'handled' },
    { from: 'BUSY.DEEP', trigger: 'bad', guard: 'forgiving', to: 'BUSY.OVER', actions: [], outcome: 'handled' },
    { from: 'BUSY.DEEP', trigger: 'after pause', to: 'BUSY.OVER', actions: [], outcome: 'handled' },
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

test('a handshake leads both peers through CONNECTED to CLOSED', (t) => {
  const { machines, moves } = replay(charts, recordHandshake());
  const ways = machines.map((_, index) => moves.flatMap((move) => (move?.machine === index ? move.active : [])));
  t.deepEqual(
    ways.map((way) => way.at(-1)),
    ['CLOSED', 'DONE', 'DONE', 'CLOSED', 'CLOSED', 'DONE', 'DONE', 'CLOSED'],
  );
  t.true(ways[0]?.includes('CONNECTED'));
  t.true(ways[4]?.includes('CONNECTED'));
});

test('whatever the network loses, doubles and reorders, the core takes no edge that its charts do not have', (t) => {
  for (let seed = 1; seed <= 20; seed++) {
    const { moves } = replay(charts, recordHandshake({ seed, loss: 0.2, duplication: 0.2, jitter: 15 }));
    t.deepEqual(
      moves.filter((move) => move?.unexpected),
      [],
      `seed ${seed}`,
    );
  }
});

test('entering a compound state means being in its initial leaf', (t) => {
  const { moves } = replay([toy], run(3, 6));
  t.deepEqual(
    moves.map((move) => [move?.from, move?.to, move?.unexpected]),
    [
      [['IDLE'], ['BUSY.DEEP'], false],
      [['BUSY.DEEP'], ['BUSY.OVER'], false],
    ],
  );
});

test('an edge taken in a state that does not have it is followed and marked', (t) => {
  const recording = run(6);
  const replayed = replay([toy], recording);
  t.true(replayed.moves[0]?.unexpected);
  t.regex(sequenceRows(recording, replayed)[0]?.classes ?? '', /unexpected/);
  t.regex(pageData(recording, replayed).steps[0]?.sentence ?? '', /The chart has no such edge in this state\.$/);
});

test('inherited edges and edges that stay are expected wherever their state is active', (t) => {
  const recording = run(4, 1, 0);
  const replayed = replay([toy], recording);
  t.deepEqual(
    sequenceRows(recording, replayed).map(({ lines }) => lines[0]),
    ['IDLE stays', 'IDLE ignored', 'IDLE → DONE'],
  );
  t.false(replayed.moves.some((move) => move?.unexpected));
  t.is(sequenceRows(run(2), replay([toy], run(2)))[0]?.lines[0], 'IDLE fatal: unexpected_message');
});

test('a recording that does not fit the charts is refused', (t) => {
  const code = 'ERR_WIRECHART_RECORDING';
  t.throws(() => replay([], run()), { code, message: 'there is no chart for the machine client' });
  t.throws(() => replay([toy], run(99)), { code, message: 'client client has no edge 99' });
  t.throws(() => replay([toy], { ...run(0), machines: [] }), {
    code,
    message: 'a step of client client, which is not among the machines',
  });
});

test('the table asks the leaf before its ancestors and stops at the first edge without a guard', (t) => {
  const table = stateEventTable(toy);
  t.deepEqual(table.triggers, ['start', 'stop', 'noise', 'bad', 'after pause']);
  const edges = table.rows.map(({ state, cells }) => [state, ...cells.map((cell) => cell.edges.join(' '))]);
  t.deepEqual(edges, [
    ['IDLE', '3 4', '0', '1', '2', ''],
    ['BUSY.DEEP', '', '0', '1', '5 2', '6'],
    ['BUSY.OVER', '', '0', '1', '2', ''],
    ['DONE', '', '', '', '', ''],
  ]);
  t.deepEqual([table.cells, table.handled, table.fatal, table.ignored], [20, 6, 3, 3]);
  t.deepEqual(table.rows[1]?.cells[3]?.outcomes, ['handled', 'fatal']);
  t.deepEqual(table.rows[1]?.cells[3]?.sentences, ['[forgiving] → BUSY.OVER', 'fatal: unexpected_message — RFC 2']);
});

test('the lane tells time only when it has passed, and what became of a datagram', (t) => {
  const recording: Recording = {
    ...run(),
    steps: [
      { kind: 'datagram', time: 0, from: 'client', length: 1200, records: ['ClientHello'] },
      { kind: 'datagram', time: 0, from: 'server', length: 60, records: ['ACK'], arrival: 12.25 },
      { kind: 'event', time: 1500, peer: 'server', text: 'gave up', tone: 'bad' },
    ],
  };
  const rows = sequenceRows(recording, replay([toy], recording));
  t.deepEqual(
    rows.map(({ time, small, classes, wire }) => [time, small, classes, wire]),
    [
      ['0 ms', '1\u202f200 bytes · lost', 'datagram from-client lost', true],
      [undefined, '60 bytes · 12.3 ms under way', 'datagram from-server', true],
      ['1.50 s', '', 'event at-server bad', false],
    ],
  );
  t.deepEqual(
    pageData(recording, replay([toy], recording)).steps.map(({ sentence }) => sentence),
    [
      'The client sends 1\u202f200 bytes: ClientHello. They are lost.',
      'The server sends 60 bytes: ACK. They arrive at 12.3 ms.',
      'The server: gave up',
    ],
  );
});
