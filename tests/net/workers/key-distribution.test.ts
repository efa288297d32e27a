import { randomBytes } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import type { Session } from '../../../runtime/net/index.ts';
import { KeyDistribution } from '../../../runtime/net/workers/key-distribution.ts';
import { dial, inTurn, serve, until } from './served-workers.ts';

/** A worker whose messages wait until the test lets them arrive. */
interface FakeWorker {
  /** The numbers of its keys, newest first. */
  keys: string;
  readonly messages: { readonly keys: string; readonly step: number }[];
  /** Steps that it has confirmed. */
  readonly confirmed: number[];
}

const TOO_LONG = 1e6;

const key = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const numbers = (keys: readonly Uint8Array[]): string => keys.map(([number]) => number).join();
const list = (...keys: number[]): Uint8Array[] => keys.map(key);

class FakeWorkers {
  readonly distribution: KeyDistribution<FakeWorker>;
  readonly live: FakeWorker[] = [];

  constructor(count: number, keys: readonly Uint8Array[], timeout = TOO_LONG) {
    this.distribution = new KeyDistribution(keys, timeout, (worker, sent, step) => {
      worker.messages.push({ keys: numbers(sent), step });
      for (const each of sent) each.fill(255);
    });
    for (let index = 0; index < count; index++) this.live.push(this.start());
  }

  start(): FakeWorker {
    const worker: FakeWorker = { keys: '', messages: [], confirmed: [] };
    worker.keys = numbers(this.distribution.add(worker));
    return worker;
  }

  /** The next message arrives. */
  receive(index: number): void {
    const worker = this.live[index] as FakeWorker;
    const message = worker.messages.shift();
    if (message === undefined) return;
    worker.keys = message.keys;
    worker.confirmed.push(message.step);
  }

  /** The next confirmation arrives. */
  confirm(index: number): void {
    const worker = this.live[index] as FakeWorker;
    const step = worker.confirmed.shift();
    if (step !== undefined) this.distribution.confirm(worker, step);
  }

  /** The worker ends, and another one takes its place. */
  replace(index: number): void {
    const worker = this.live[index] as FakeWorker;
    this.distribution.remove(worker);
    this.live[index] = this.start();
    // What it has sent arrives all the same.
    for (const step of worker.confirmed) this.distribution.confirm(worker, step);
  }

  /** All messages and confirmations arrive. */
  settle(): void {
    while (this.live.some(({ messages, confirmed }) => messages.length + confirmed.length > 0)) {
      this.live.forEach((_, index) => {
        this.receive(index);
        this.confirm(index);
      });
    }
  }

  get keys(): string[] {
    return this.live.map(({ keys }) => keys);
  }
}

test('workers get the key in use before the new list, and the new list when all have confirmed that', (t) => {
  const workers = new FakeWorkers(3, list(1));
  t.deepEqual(workers.keys, ['1', '1', '1']);
  workers.distribution.set(list(2, 1));
  for (const index of [0, 1, 2]) workers.receive(index);
  t.deepEqual(workers.keys, ['1,2', '1,2', '1,2']);
  workers.confirm(2);
  workers.confirm(0);
  t.true(workers.live.every(({ messages }) => messages.length === 0));
  workers.confirm(1);
  for (const index of [0, 1, 2]) workers.receive(index);
  t.deepEqual(workers.keys, ['2,1', '2,1', '2,1']);
  workers.settle();
  t.deepEqual(workers.keys, ['2,1', '2,1', '2,1']);
});

test('a list that begins with the key in use is sent at once', (t) => {
  const workers = new FakeWorkers(2, list(1));
  workers.distribution.set(list(1, 2));
  t.deepEqual(
    workers.live.map(({ messages }) => messages),
    [[{ keys: '1,2', step: 1 }], [{ keys: '1,2', step: 1 }]],
  );
  workers.distribution.set(list(2, 1));
  workers.settle();
  t.deepEqual(workers.keys, ['2,1', '2,1']);
});

test('of a full list without the key in use the oldest key is missing in the first step only', (t) => {
  const workers = new FakeWorkers(1, list(99));
  const full = Array.from({ length: 16 }, (_, number) => key(number));
  workers.distribution.set(full);
  workers.receive(0);
  t.is(workers.live[0]?.keys, `99,${numbers(full.slice(0, 15))}`);
  workers.settle();
  t.is(workers.live[0]?.keys, numbers(full));
});

test('of the changes that come while one runs the last one follows it', (t) => {
  const workers = new FakeWorkers(2, list(1));
  for (const newest of [2, 3, 4, 5]) workers.distribution.set(list(newest, 1));
  const seen: string[] = [];
  while (workers.live.some(({ messages, confirmed }) => messages.length + confirmed.length > 0)) {
    for (const index of [0, 1]) {
      workers.receive(index);
      workers.confirm(index);
    }
    seen.push(workers.live[0]?.keys ?? '');
  }
  t.deepEqual([...new Set(seen)], ['1,2', '2,1', '2,5,1', '5,1']);
  t.deepEqual(workers.keys, ['5,1', '5,1']);
});

test('a worker that ends is not waited for, and its successor starts with the keys of the step', (t) => {
  const workers = new FakeWorkers(2, list(1));
  workers.distribution.set(list(2, 1));
  workers.receive(0);
  workers.replace(1);
  t.is(workers.live[1]?.keys, '1,2');
  t.is(workers.live[0]?.messages.length, 0);
  workers.confirm(0);
  t.is(workers.live[0]?.messages.length, 1);
  // The last one that is waited for.
  workers.settle();
  workers.distribution.set(list(2, 1));
  workers.distribution.set(list(3, 2));
  workers.replace(0);
  workers.receive(1);
  workers.replace(1);
  t.is(workers.live[1]?.keys, '3,2');
  workers.settle();
  t.deepEqual(workers.keys, ['3,2', '3,2']);
  // Without any worker.
  const none = new FakeWorkers(0, list(1));
  none.distribution.set(list(2, 1));
  none.distribution.set(list(3, 2, 1));
  t.is(none.start().keys, '3,2,1');
});

test('a worker that is silent is waited for a limited time', async (t) => {
  const workers = new FakeWorkers(2, list(1), 1);
  const silent = workers.live[1];
  workers.distribution.set(list(2, 1));
  workers.receive(0);
  workers.confirm(0);
  await until(() => workers.live[0]?.messages.length === 1);
  workers.receive(0);
  t.is(workers.live[0]?.keys, '2,1');
  t.deepEqual(silent?.messages, [
    { keys: '1,2', step: 1 },
    { keys: '2,1', step: 2 },
  ]);
  // Nor for a list that needs no confirmation.
  workers.distribution.set(list(2, 7));
  t.is(workers.live[0]?.messages.length, 1);
  workers.receive(0);
  // Its confirmation of the first step does not count for the next change.
  workers.receive(1);
  workers.distribution.set(list(3, 2, 1));
  workers.confirm(1);
  workers.receive(0);
  workers.confirm(0);
  t.is(workers.live[0]?.messages.length, 0);
  workers.settle();
  t.deepEqual(workers.keys, ['3,2,1', '3,2,1']);
});

test('keys are copied, and overwritten when the workers end', (t) => {
  const workers = new FakeWorkers(1, list(1));
  const given = list(2, 1);
  workers.distribution.set(given);
  for (const each of given) each.fill(77);
  workers.settle();
  t.deepEqual(workers.keys, ['2,1']);
  workers.distribution.set(list(3, 2));
  workers.distribution.set(list(4, 3));
  workers.distribution.forget();
  workers.settle();
  t.deepEqual(workers.keys, ['2,3']);
  t.is(workers.start().keys, '0,0');
});

test('no worker ever makes a cookie that another one does not accept', (t) => {
  const action = fc.tuple(fc.constantFrom('receive', 'confirm', 'set', 'replace'), fc.nat(3));
  // Most actions are those of messages, so that changes get on.
  const actions = fc.array(
    fc.oneof(
      { weight: 1, arbitrary: action },
      { weight: 3, arbitrary: fc.tuple(fc.constantFrom('receive', 'confirm'), fc.nat(3)) },
    ),
    { maxLength: 120 },
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), actions, (count, run) => {
      const workers = new FakeWorkers(count, list(0));
      let newest = 0;
      let last = '0';
      for (const [what, index] of run) {
        const worker = index % count;
        if (what === 'receive') workers.receive(worker);
        else if (what === 'confirm') workers.confirm(worker);
        else if (what === 'replace') workers.replace(worker);
        else if (newest < 15) {
          newest++;
          const keys = Array.from({ length: newest + 1 }, (_, age) => key(newest - age));
          workers.distribution.set(keys);
          last = numbers(keys);
        }
        const accepted = workers.live.map(({ keys }) => new Set(keys.split(',')));
        const made = workers.live.map(({ keys }) => keys.split(',')[0] as string);
        for (const each of made) for (const of of accepted) if (!of.has(each)) return false;
      }
      workers.settle();
      return workers.keys.every((keys) => keys === last);
    }),
    { numRuns: 500 },
  );
  t.pass();
});

test.serial('clients connect and resume at two workers while their keys change', async (t) => {
  const cookies = [randomBytes(32)];
  const tickets = [randomBytes(32)];
  const endpoint = serve(t, 'echo', {
    balancing: inTurn(),
    tickets: 1,
    cookieKeys: cookies,
    ticketKeys: tickets,
  });
  // Each purpose has a distribution, which both workers confirm and leave.
  const { confirm, remove } = KeyDistribution.prototype;
  t.teardown(() => Object.assign(KeyDistribution.prototype, { confirm, remove }));
  const confirmed = new Map<unknown, Set<unknown>>();
  const removed = new Map<unknown, Set<unknown>>();
  const note = (of: Map<unknown, Set<unknown>>, distribution: unknown, worker: unknown): void => {
    of.set(distribution, (of.get(distribution) ?? new Set()).add(worker));
  };
  KeyDistribution.prototype.confirm = function (worker, step): void {
    note(confirmed, this, worker);
    Reflect.apply(confirm, this, [worker, step]);
  };
  KeyDistribution.prototype.remove = function (worker): void {
    note(removed, this, worker);
    Reflect.apply(remove, this, [worker]);
  };
  const failed: unknown[] = [];
  endpoint.on('handshakeerror', (error) => failed.push(error));
  endpoint.on('hellorefused', (error) => failed.push(error));
  await endpoint.listening;
  const { port } = endpoint.address();
  const change = (): void => {
    cookies.unshift(randomBytes(32));
    tickets.unshift(randomBytes(32));
    endpoint.setCookieKeys(cookies.slice(0, 16));
    endpoint.setTicketKeys(tickets.slice(0, 16));
  };
  const resumed: boolean[] = [];
  let session: Session | undefined;
  for (let round = 0; round < 24; round++) {
    const client = dial(t, port, { sessions: true, session });
    const next = new Promise<Session>((resolve) => client.once('session', resolve));
    // While a cookie is on its way.
    setImmediate(change);
    await client.opened;
    resumed.push(client.isSessionReused());
    session = await next;
    client.destroy();
  }
  t.deepEqual(failed, []);
  t.deepEqual(resumed, [false, ...new Array<boolean>(23).fill(true)]);
  await endpoint.close();
  for (const noted of [confirmed, removed]) {
    t.deepEqual(
      [...noted.values()].map(({ size }) => size),
      [2, 2],
    );
  }
});
