import test from 'ava';
import type { Connection } from '../../runtime/dtls13/endpoint.ts';
import { StagedMessages } from '../../runtime/net/staged-messages.ts';

const of = {} as Connection;

/** Adds messages of this length while there is room. Returns their number. */
function fill(staged: StagedMessages, length: number): number {
  let count = 0;
  do {
    staged.add(of, new Uint8Array(length).fill(7));
    count += 1;
  } while (staged.hasRoom(of, length));
  return count;
}

test('there is room for 256 messages', (t) => {
  for (const length of [0, 1, 1000]) {
    const staged = new StagedMessages();
    t.is(fill(staged, length), 256);
    t.deepEqual([...staged.sizes], new Array(256).fill(length));
    staged.clear();
  }
});

test('there is room for a slab of 8 KiB and one of 256 KiB, or for one of 256 KiB', (t) => {
  const staged = new StagedMessages();
  t.is(fill(staged, 4000), 2 + 65);
  staged.clear();
  t.is(fill(staged, 8192), 1 + 32);
  staged.clear();
  t.is(fill(staged, 8193), 31);
  staged.clear();
  t.is(fill(staged, 65_507), 4);
  staged.clear();
});

test('each message is a copy, in the slab that is returned', (t) => {
  const staged = new StagedMessages();
  const data = new Uint8Array(3000);
  const slabs: Uint8Array[] = [];
  for (let value = 0; value < 5; value++) {
    const slab = staged.add(of, data.fill(value));
    const at = staged.at[0] as number;
    t.is(staged.length[0], 3000);
    t.deepEqual(slab.subarray(at, at + 3000), data);
    slabs.push(slab);
  }
  data.fill(9);
  t.deepEqual(
    slabs.map(({ length }) => length),
    [8192, 8192, 262_144, 262_144, 262_144],
  );
  t.is(slabs[0]?.[0], 0);
  t.is(slabs[1]?.[3000], 1);
  t.deepEqual(
    [0, 3000, 6000].map((at) => slabs[4]?.[at]),
    [2, 3, 4],
  );
  staged.clear();
});

test('messages of one connection leave no room for those of another', (t) => {
  const staged = new StagedMessages();
  t.false(staged.hasRoom(of, 1), 'no messages: whose they are is not known');
  staged.add(of, new Uint8Array(1));
  t.is(staged.of, of);
  t.true(staged.hasRoom(of, 1));
  t.false(staged.hasRoom({} as Connection, 1));
  staged.clear();
  t.is(staged.of, undefined);
  t.is(staged.sizes.length, 0);
});

test('slabs are erased, and used again by any driver', (t) => {
  const [first, second] = [new StagedMessages(), new StagedMessages()];
  const slabs = [8000, 8000].map((length) => first.add(of, new Uint8Array(length).fill(7)));
  t.not(slabs[0], slabs[1]);
  first.clear();
  for (const slab of slabs) t.true(slab.every((byte) => byte === 0));
  t.is(second.add(of, new Uint8Array(8000)), slabs[0] as Uint8Array);
  t.is(second.add(of, new Uint8Array(8000)), slabs[1] as Uint8Array);
  second.clear();
});

test('a message that the core did not accept is erased, and its room is used again', (t) => {
  const staged = new StagedMessages();
  const slab = staged.add(of, Uint8Array.of(1, 2, 3));
  staged.add(of, Uint8Array.of(4, 5, 6));
  staged.undo();
  t.deepEqual([...slab.subarray(0, 6)], [1, 2, 3, 0, 0, 0]);
  t.deepEqual([...staged.sizes], [3]);
  staged.add(of, Uint8Array.of(7));
  t.deepEqual([...slab.subarray(0, 6)], [1, 2, 3, 7, 0, 0]);
  t.deepEqual([...staged.sizes], [3, 1]);
  staged.clear();
});

test('a slab that the core may still use is not used again', (t) => {
  const [first, second] = [new StagedMessages(), new StagedMessages()];
  const slab = first.add(of, Uint8Array.of(1, 2, 3));
  first.forget();
  t.is(first.of, undefined);
  t.not(second.add(of, new Uint8Array(3)), slab);
  t.deepEqual([...slab.subarray(0, 3)], [1, 2, 3]);
  second.clear();
});

test('only some slabs of a burst are kept', (t) => {
  for (const [length, kept] of [
    [1, 256],
    [10_000, 8],
  ] as const) {
    const many = Array.from({ length: 300 }, () => new StagedMessages());
    const take = () => many.map((staged) => staged.add(of, new Uint8Array(length)));
    const slabs = new Set(take());
    t.is(slabs.size, 300);
    for (const staged of many) staged.clear();
    t.is(take().filter((slab) => slabs.has(slab)).length, kept);
    for (const staged of many) staged.clear();
  }
});
