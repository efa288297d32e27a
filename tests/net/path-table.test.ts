import test from 'ava';
import { PathTable } from '../../runtime/net/path-table.ts';

const open = (table: PathTable, port: number): number | undefined => table.open('192.0.2.1', 'IPv4', port);

test('an address keeps its number, and two addresses have two', (t) => {
  const table = new PathTable(4, 4);
  const [a, b] = [open(table, 1), open(table, 2)];
  t.not(a, b);
  t.is(open(table, 1), a);
  t.is(table.open('192.0.2.2', 'IPv4', 1) === a, false);
  t.deepEqual(table.remote(a ?? -1), { address: '192.0.2.1', family: 'IPv4', port: 1 });
  t.is(Buffer.from(table.canonical(b ?? -1)).toString('hex'), 'c00002010002');
});

test('numbers stay below the capacity for any number of new addresses', (t) => {
  const table = new PathTable(8, 8);
  for (let port = 1; port <= 1000; port++) {
    const number = open(table, port);
    t.true(number !== undefined && number >= 0 && number < 8);
  }
  t.is(table.size, 8);
});

test('the least recently used idle path is evicted', (t) => {
  const table = new PathTable(2, 2);
  const [a, b] = [open(table, 1), open(table, 2)];
  open(table, 1);
  t.is(open(table, 3), b);
  t.is(open(table, 1), a);
});

test('a path with a session is never evicted; without room a new address gets no number', (t) => {
  const table = new PathTable(2, 2);
  const [a, b] = [open(table, 1) ?? -1, open(table, 2) ?? -1];
  table.hold(a);
  table.hold(b);
  t.is(open(table, 3), undefined);
  t.is(open(table, 1), a);
  t.true(table.isHeld('192.0.2.1', 1));
  table.release(a);
  t.false(table.isHeld('192.0.2.1', 1));
  t.is(open(table, 3), a);
});

test('idle paths have few numbers, however many are free', (t) => {
  const table = new PathTable(100, 3);
  const held = [1, 2, 3, 4, 5].map((port) => {
    const number = open(table, port) ?? -1;
    table.hold(number);
    return number;
  });
  for (let port = 10; port <= 1000; port++) t.true((open(table, port) ?? 100) < 8);
  t.is(table.size, 8);
  for (const number of held) table.release(number);
  t.is(table.size, 3, 'a path whose session ended is idle again');
  const again = [1, 2, 3, 4, 5, 6, 7].map((port) => {
    const number = open(table, port) ?? -1;
    table.hold(number);
    return number;
  });
  t.is(new Set(again).size, 7);
  t.true(
    again.every((number) => number >= 0 && number < 8),
    'numbers are used again',
  );
});

test('a path is held until its last session has ended', (t) => {
  const table = new PathTable(1, 1);
  const a = open(table, 1) ?? -1;
  table.hold(a);
  table.hold(a);
  table.release(a);
  t.is(open(table, 2), undefined);
  table.release(a);
  table.release(a);
  t.is(open(table, 2), a);
});

test('an unused number has no address', (t) => {
  const table = new PathTable(1, 1);
  t.is(table.remote(7), undefined);
  t.is(table.canonical(7).length, 0);
  t.notThrows(() => {
    table.hold(7);
    table.release(7);
  });
});

test('the number of a held address is found again, and not after its last session', (t) => {
  const table = new PathTable(4, 1);
  const [one, two] = [1, 2].map((port) => Object.freeze({ address: '192.0.2.1', family: 'IPv4' as const, port }));
  if (one === undefined || two === undefined) return t.fail();
  t.is(table.held(one), undefined);
  const a = open(table, 1) ?? -1;
  t.is(table.held(one), undefined, 'an idle path is not held');
  table.hold(a);
  for (const remote of [one, one, { ...one }]) t.is(table.held(remote), a);
  t.is(table.held(two), undefined);
  t.is(table.held(one), a);
  table.release(a);
  t.is(table.held(one), undefined);
  // The number goes to another address.
  open(table, 2);
  const b = open(table, 3) ?? -1;
  table.hold(b);
  t.is(table.held(one), undefined);
  table.hold(open(table, 1) ?? -1);
  t.is(table.held(one), open(table, 1));
});
