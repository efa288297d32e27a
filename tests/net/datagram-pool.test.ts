import test from 'ava';
import type { Connection } from '../../runtime/dtls13/endpoint.ts';
import { DatagramPool, type OutgoingDatagrams } from '../../runtime/net/datagram-pool.ts';

test('half of the buffers are below the low water mark, the last sixteenth is reserved for handshakes', (t) => {
  const pool = new DatagramPool(100, 32);
  const taken: OutgoingDatagrams[] = [];
  const states: string[] = [];
  for (let count = 0; count <= 33; count++) {
    const marks = `${pool.belowLowWaterMark ? 'low' : ''}${pool.aboveHighWaterMark ? 'high' : ''}`;
    const buffer = pool.acquire(0, 100);
    states.push(buffer === undefined ? `${marks} exhausted` : marks);
    if (buffer !== undefined) taken.push(buffer);
  }
  t.deepEqual(states, [
    ...Array<string>(17).fill('low'),
    ...Array<string>(13).fill(''),
    ...Array<string>(2).fill('high'),
    ...Array<string>(2).fill('high exhausted'),
  ]);
  t.is(pool.inUse, 32);
  for (const buffer of taken) pool.release(buffer);
  t.is(pool.inUse, 0);
});

test('a released buffer is used again for another path, without its datagrams', (t) => {
  const pool = new DatagramPool(100, 1000);
  const usual = pool.acquire(1, 100) as OutgoingDatagrams;
  usual.add(60, 40);
  usual.add(40, -1);
  t.deepEqual([usual.count, usual.used, usual.path], [2, 100, 1]);
  t.deepEqual([...usual.length.subarray(0, 2)], [60, 40]);
  t.deepEqual([...usual.message.subarray(0, 2)], [40, -1]);
  pool.release(usual);
  const again = pool.acquire(2, 50);
  t.is(again, usual);
  t.like(again, { count: 0, used: 0, path: 2, of: undefined });
});

test('a request for more than a datagram gets a buffer of the next size, which counts as such', (t) => {
  const pool = new DatagramPool(100, 2000);
  const sizes = [100, 101, 8192, 8193, 65_507, 65_537].map((size) => pool.acquire(0, size)?.bytes.length);
  t.deepEqual(sizes, [100, 8192, 8192, 65_536, 65_536, 65_537]);
  t.is(pool.inUse, (100 + 2 * 8192 + 2 * 65_536 + 65_537) / 100);
  t.true(pool.aboveHighWaterMark);
  t.false(pool.belowLowWaterMark);
});

test('a buffer holds any number of datagrams', (t) => {
  const pool = new DatagramPool(1000, 10);
  const buffer = pool.acquire(0, 1000) as OutgoingDatagrams;
  for (let length = 0; length < 200; length++) buffer.add(length, length - 1);
  t.is(buffer.count, 200);
  t.is(buffer.used, 19_900);
  t.true(buffer.length.subarray(0, 200).every((length, index) => length === index));
  t.true(buffer.message.subarray(0, 200).every((length, index) => length === index - 1));
});

test('only some buffers of a burst are kept', (t) => {
  const pool = new DatagramPool(10, 1e6);
  for (const [size, kept] of [
    [10, 64],
    [8000, 32],
    [60_000, 32],
  ] as const) {
    const burst = Array.from({ length: 100 }, () => pool.acquire(0, size) as OutgoingDatagrams);
    for (const buffer of burst) pool.release(buffer);
    const again = Array.from({ length: 100 }, () => pool.acquire(0, size) as OutgoingDatagrams);
    t.is(again.filter((buffer) => burst.includes(buffer)).length, kept);
  }
});

test('larger buffers serve all endpoints of the thread, those of the usual size one', (t) => {
  const [first, second] = [new DatagramPool(100, 1e6), new DatagramPool(100, 1e6)];
  for (const [size, isShared] of [
    [100, false],
    [8192, true],
    [65_536, true],
  ] as const) {
    const buffer = first.acquire(1, size) as OutgoingDatagrams;
    first.release(buffer);
    t.is(second.acquire(2, size) === buffer, isShared, `${size}`);
  }
});

test('a buffer of no usual size is not kept, and no buffer retains its connection', (t) => {
  const pool = new DatagramPool(100, 1e6);
  for (const [size, isKept] of [
    [65_537, false],
    [8192, true],
  ] as const) {
    const buffer = pool.acquire(1, size) as OutgoingDatagrams;
    buffer.of = {} as Connection;
    pool.release(buffer);
    t.true(Object.is(buffer.of, undefined));
    t.is(pool.acquire(1, size) === buffer, isKept);
  }
});

test('a buffer that was not transmitted is released without its datagrams', (t) => {
  const pool = new DatagramPool(100, 1000);
  const [dropped, sent] = [pool.acquire(0, 100), pool.acquire(0, 100)] as [OutgoingDatagrams, OutgoingDatagrams];
  for (const buffer of [dropped, sent]) for (let count = 0; count < 10; count++) buffer.add(10, 1);
  pool.transmitted(sent);
  t.is(pool.inUse, 10);
  pool.release(dropped);
  t.is(pool.inUse, 10);
  pool.release(sent);
  t.is(pool.inUse, 0);
});

test('short datagrams count, however many are in one buffer', (t) => {
  const pool = new DatagramPool(1000, 100);
  const buffers: OutgoingDatagrams[] = [];
  while (!pool.aboveHighWaterMark) {
    const buffer = pool.acquire(0, 1000) as OutgoingDatagrams;
    for (let count = 0; count < 20; count++) buffer.add(23, 1);
    pool.transmitted(buffer);
    buffers.push(buffer);
  }
  t.is(buffers.length, 5);
  t.is(pool.inUse, 100);
  t.is(pool.acquire(0, 1000), undefined);
  for (const buffer of buffers) pool.release(buffer);
  t.is(pool.inUse, 0);
  t.true(pool.belowLowWaterMark);
});
