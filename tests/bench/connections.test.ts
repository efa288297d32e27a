import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { clientAddress, MAX_ADDRESSES } from '../../bench/connections/client-address.ts';
import { concurrently } from '../../bench/connections/concurrently.ts';
import { type ConnectionsRound, connectionsResults } from '../../bench/connections/connections.ts';
import { heapComposition, heapGrowth } from '../../bench/connections/heap-composition.ts';
import { gateLine } from '../../bench/report.ts';
import { isPassed } from '../../bench/result.ts';

test('clients have addresses of 127.0.0.0/8 of their own', (t) => {
  t.is(clientAddress(0), '127.1.0.0');
  t.is(clientAddress(255), '127.1.0.255');
  t.is(clientAddress(256), '127.1.1.0');
  t.is(clientAddress(99_999), '127.2.134.159');
  t.is(clientAddress(MAX_ADDRESSES - 1), '127.255.255.254');
});

test('tasks run at most as many at a time as the limit says, each once', async (t) => {
  const seen: number[] = [];
  let running = 0;
  let most = 0;
  await concurrently(10, 3, async (index) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(index);
    running -= 1;
  });
  t.is(most, 3);
  t.deepEqual(
    seen.sort((a, b) => a - b),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  await concurrently(0, 3, () => Promise.reject(new Error('not called')));
  await t.throwsAsync(
    concurrently(2, 1, () => Promise.reject(new Error('a task'))),
    { message: 'a task' },
  );
});

const round: ConnectionsRound = {
  rss: 1200,
  heap: 700,
  arrayBuffers: 300,
  committedHeap: 800,
  active: 40_000,
  handshakes: 500,
  echoes: 30_000,
  repeated: 0,
};

test('the median of the rounds is compared with the limit of the contender', (t) => {
  const measured = [
    { contender: { key: 'a', name: 'first', limit: 1500 }, rounds: [round, { ...round, rss: 1000, active: 70_000 }] },
    {
      contender: { key: 'b', name: 'second', limit: 2500 },
      rounds: [
        { ...round, rss: 3000 },
        { ...round, rss: 2600 },
      ],
    },
  ];
  const [idle, active] = connectionsResults({ connections: 20_000, active: 10_000 }, measured, [
    { name: 'third', reason: 'no addon' },
  ]);
  t.deepEqual(idle?.gates.map(isPassed), [true, false]);
  t.deepEqual(active?.gates.map(isPassed), [false, true]);
  t.is(idle?.gates.map(gateLine)[0], 'passed: idle connection, first 1200.00 bytes (at most 1500 bytes)');
  t.deepEqual(
    idle?.rows.map(({ key, median, best, ratio }) => [key, median, best, ratio]),
    [
      ['a', 1200, 1000, 1],
      ['b', 3000, 2600, 2.6],
    ],
  );
  t.deepEqual(idle?.missing, [{ name: 'third', reason: 'no addon' }]);
  t.is(active?.rows[1]?.details?.['echoes 1/s'], 30_000);
});

/** A snapshot of `count` sessions with an array each, referred to by a table. The array has a weak reference too. */
function snapshot(count: number): string {
  const strings = ['', 'Table', 'Session', '#items', 'text', '12 / part of key'];
  // type, name, id, self_size, edge_count
  const nodes = [0, 0, 1, 0, 2, 1, 1, 3, 100, count];
  // type, name_or_index, to_node
  const edges = [0, 1, 5, 3, 5, 10];
  for (let index = 0; index < count; index++) edges.push(1, index, 10 + index * 10);
  for (let index = 0; index < count; index++) {
    nodes.push(1, 2, 5, 48, 1, 2, 4, 7, 24, 0);
    edges.push(2, 3, 15 + index * 10);
  }
  return JSON.stringify({
    snapshot: {
      meta: {
        node_fields: ['type', 'name', 'id', 'self_size', 'edge_count'],
        node_types: [['hidden', 'object', 'string'], 'string', 'number', 'number', 'number'],
        edge_fields: ['type', 'name_or_index', 'to_node'],
        edge_types: [['context', 'element', 'property', 'weak'], 'string_or_number', 'node'],
      },
    },
    nodes,
    edges,
    strings,
  });
}

test('a heap consists of constructors, named by what refers to them', (t) => {
  const parts = heapComposition(snapshot(3));
  t.deepEqual([...parts.values()].slice(1), [
    { name: 'Table of (hidden).Table', count: 1, bytes: 100 },
    { name: 'Session of Table[]', count: 3, bytes: 144 },
    { name: '(string) of Session.#items', count: 3, bytes: 72 },
  ]);
});

test('the growth of a heap has what is more than before, largest first', (t) => {
  t.deepEqual(heapGrowth(heapComposition(snapshot(1)), heapComposition(snapshot(3))), [
    { name: 'Session of Table[]', count: 2, bytes: 96 },
    { name: '(string) of Session.#items', count: 2, bytes: 48 },
  ]);
  t.deepEqual(heapGrowth(heapComposition(snapshot(3)), heapComposition(snapshot(1))), []);
});

test('npm run connections:heap prints the objects of an idle connection', async (t) => {
  t.timeout(120_000);
  const program = fileURLToPath(new URL('../../bench/connections/heap-table.js', import.meta.url));
  const words = [program, '--connections', '20', '--no-addon'];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  t.regex(stdout, /^20 idle connections, session, without the addon\./);
  t.regex(stdout, /\| DtlsSession of .* \| 1\.00 \|/);
});
