import test from 'ava';
import { EarlyDatagrams } from '../../../runtime/dtls13/listener/early-datagrams.ts';
import { createCounters } from '../../../runtime/dtls13/statistics.ts';

const address = (number: number) => Uint8Array.of(10, 0, number >>> 8, number, 0, 80);
const datagram = (mark: number, length = 100) => new Uint8Array(length).fill(mark);

function setUp() {
  const counters = createCounters();
  const early = new EarlyDatagrams(counters);
  const marks = (of: number, now = 0) => early.take(address(of), now).map(([mark]) => mark);
  return { early, marks, discarded: counters.discarded };
}

test('the datagrams of a client are kept as copies, in the order of their arrival, until they are taken', (t) => {
  const { early, marks, discarded } = setUp();
  t.deepEqual(marks(1), []);
  const slab = datagram(1);
  early.add(address(1), slab, 0);
  slab.fill(9);
  early.add(address(2), datagram(5), 0);
  early.add(address(1), datagram(2), 0);
  t.deepEqual(marks(1), [1, 2]);
  t.deepEqual(marks(1), []);
  t.deepEqual(marks(2), [5]);
  t.is(discarded.unassociated, 0);
});

test('of one client four datagrams are kept, the first ones', (t) => {
  const { early, marks, discarded } = setUp();
  for (let mark = 1; mark <= 6; mark++) early.add(address(1), datagram(mark), 0);
  t.deepEqual(marks(1), [1, 2, 3, 4]);
  t.is(discarded.unassociated, 2);
});

test('datagrams that are older than ten seconds are dropped', (t) => {
  const { early, marks, discarded } = setUp();
  early.add(address(1), datagram(1), 0);
  t.deepEqual(marks(1, 10_000), [1]);
  early.add(address(1), datagram(2), 0);
  t.deepEqual(marks(1, 10_001), []);
  t.is(discarded.unassociated, 1);
  early.add(address(1), datagram(3), 0);
  early.add(address(1), datagram(4), 20_000);
  t.deepEqual(marks(1, 20_000), [4], 'the old ones do not come with the new');
  t.is(discarded.unassociated, 2);
});

test('all clients share 64 KiB, and the oldest clients give way', (t) => {
  for (const [length, room] of [
    [1, 256],
    [256, 256],
    [1024, 64],
    [30_000, 2],
  ] as const) {
    const { early, marks, discarded } = setUp();
    for (let client = 0; client < room + 3; client++) early.add(address(client), datagram(client & 0xff, length), 0);
    t.is(discarded.unassociated, 3, `${length} bytes`);
    const kept = Array.from({ length: room + 3 }, (_, client) => marks(client).length);
    t.deepEqual(kept, [0, 0, 0, ...new Array(room).fill(1)]);
  }
});

test('a client that needs memory displaces others, not itself', (t) => {
  const { early, marks, discarded } = setUp();
  early.add(address(1), datagram(1, 30_000), 0);
  early.add(address(2), datagram(2, 30_000), 0);
  early.add(address(1), datagram(3, 30_000), 0);
  t.is(discarded.unassociated, 1);
  t.deepEqual(marks(2), []);
  t.deepEqual(marks(1), [1, 3]);
});

test('a client alone cannot exceed the memory', (t) => {
  const { early, marks, discarded } = setUp();
  early.add(address(2), datagram(7), 0);
  early.add(address(1), datagram(1, 40_000), 0);
  early.add(address(1), datagram(2, 40_000), 0);
  t.is(discarded.unassociated, 1);
  early.add(address(1), datagram(3, 25_500), 0);
  t.is(discarded.unassociated, 2, 'the other client is older');
  t.deepEqual(marks(1), [1, 3]);
  t.deepEqual(marks(2), []);
  early.add(address(3), datagram(4, 65_537), 0);
  t.is(discarded.unassociated, 3);
  early.add(address(3), datagram(5, 65_536), 0);
  t.deepEqual(marks(3), [5]);
});
