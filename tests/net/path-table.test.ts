import test from 'ava';
import { canonicalAddress } from '../../runtime/net/address.ts';
import { ConfigError } from '../../runtime/net/index.ts';
import { PathTable } from '../../runtime/net/path-table.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';
import { propertySeed } from '../property-seed.ts';

const open = (table: PathTable, port: number): number | undefined => table.open('192.0.2.1', port);

test('an address keeps its number, and two addresses have two', (t) => {
  const table = new PathTable(4, 4);
  const [a, b] = [open(table, 1), open(table, 2)];
  t.not(a, b);
  t.is(open(table, 1), a);
  t.is(table.open('192.0.2.2', 1) === a, false);
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

test('addresses with zones and IPv4 addresses in IPv6 keep their form', (t) => {
  const table = new PathTable(10, 10);
  const forms = ['fe80::1%eth0', 'fe80::1%eth1', 'fe80::1', '::ffff:192.0.2.9', '2001:db8::7', '192.0.2.8'];
  const numbers = forms.map((address) => table.open(address, 4433) ?? -1);
  t.is(new Set(numbers).size, forms.length);
  for (const [index, number] of numbers.entries()) {
    const address = forms[index] as string;
    const family = address.includes(':') ? 'IPv6' : 'IPv4';
    t.deepEqual(table.remote(number), { address, family, port: 4433 });
    t.true(Object.isFrozen(table.remote(number)));
    t.is(table.remote(number), table.remote(number));
    t.deepEqual(Buffer.from(table.canonical(number)), Buffer.from(canonicalAddress(address, 4433)));
  }
  t.throws(() => table.open('nowhere', 1), { instanceOf: ConfigError });
  t.is(table.held({ address: 'nowhere', family: 'IPv4', port: 1 }), undefined);
  t.false(table.isHeld('nowhere', 1));
});

test('an answer goes to the address object of the socket, but not to one that can be changed', (t) => {
  const table = new PathTable(4, 4);
  const number = open(table, 1) ?? -1;
  table.hold(number);
  const loose = { address: '192.0.2.1', family: 'IPv4' as const, port: 1 };
  t.is(table.held(loose), number);
  t.not(table.remote(number), loose);
  const frozen = Object.freeze({ ...loose });
  t.is(table.held(frozen), number);
  t.is(table.remote(number), frozen);
});

test('a number that is used again does not have the old address', (t) => {
  const table = new PathTable(1, 1);
  const number = open(table, 1) ?? -1;
  t.is(table.remote(number)?.port, 1);
  t.is(open(table, 2), number);
  t.is(table.remote(number)?.port, 2);
});

/** What the table does, in objects. */
class ModelTable {
  readonly held = new Map<string, number>();
  /** Least recently used first. */
  idle: string[] = [];
  readonly capacity: number;
  readonly maxIdle: number;

  constructor(capacity: number, maxIdle: number) {
    this.capacity = capacity;
    this.maxIdle = maxIdle;
  }

  /** Whether there is room. */
  open(key: string): boolean {
    if (this.held.has(key)) return true;
    const isKnown = this.idle.includes(key);
    if (isKnown) this.idle = this.idle.filter((other) => other !== key);
    else if (this.idle.length >= this.maxIdle || this.idle.length + this.held.size >= this.capacity) {
      if (this.idle.shift() === undefined) return false;
    }
    this.idle.push(key);
    return true;
  }

  hold(key: string): void {
    this.idle = this.idle.filter((other) => other !== key);
    this.held.set(key, (this.held.get(key) ?? 0) + 1);
  }

  release(key: string): void {
    const count = (this.held.get(key) ?? 0) - 1;
    if (count > 0) this.held.set(key, count);
    else {
      this.held.delete(key);
      this.idle.push(key);
      if (this.idle.length > this.maxIdle) this.idle.shift();
    }
  }
}

test('random use agrees with a table of objects', (t) => {
  const random = new SeededRandom(propertySeed);
  for (const [capacity, maxIdle, ports] of [
    [8, 8, 12],
    [300, 200, 400],
    [40, 3, 60],
  ] as const) {
    const table = new PathTable(capacity, maxIdle);
    const model = new ModelTable(capacity, maxIdle);
    const numbers = new Map<string, number>();
    for (let step = 0; step < 6000; step++) {
      const port = 1 + (random.bits() % ports);
      const address = `10.0.0.${port % 7}`;
      const key = `${address} ${port}`;
      const number = table.open(address, port);
      const hasRoom = model.open(key);
      if ((number !== undefined) !== hasRoom) return t.fail(`step ${step}`);
      if (number === undefined) continue;
      numbers.set(key, number);
      const act = random.bits() % 4;
      if (act === 0) {
        table.hold(number);
        model.hold(key);
      } else if (act > 1 && model.held.has(key)) {
        table.release(number);
        model.release(key);
      }
      if (table.size !== model.held.size + model.idle.length) return t.fail(`size at step ${step}`);
      if (table.isHeld(address, port) !== model.held.has(key)) return t.fail(`held at step ${step}`);
    }
    for (const key of [...model.held.keys(), ...model.idle]) {
      const [address = '', port = ''] = key.split(' ');
      const number = numbers.get(key) ?? -1;
      t.deepEqual(table.remote(number), { address, family: 'IPv4', port: Number(port) });
      t.is(table.hasSession(number), model.held.has(key));
    }
  }
});
