import test from 'ava';
import { busyTimes, mergeTimeline, TimelineRecorder } from '../../../hwmodel/analysis/index.ts';
import { Fifo, Kernel } from '../../../hwmodel/kernel/index.ts';
import { Command, GenericPayload, InitiatorSocket, ResponseStatus, TargetSocket } from '../../../hwmodel/tlm/index.ts';

const entry = (module: string, operation: string, beginPs: number, endPs: number, initiator = '') => ({
  module,
  operation,
  bytes: 10,
  initiator,
  beginPs,
  endPs,
});

test('a recorder records the transactions of a socket as operations of the target, with their initiator', (t) => {
  const kernel = new Kernel();
  const initiator = new InitiatorSocket(kernel, 'cpu.bus');
  const target = new TargetSocket(kernel, 'engine.bus', {}, (payload, delayPs) => {
    payload.responseStatus = ResponseStatus.OK;
    return delayPs + 30;
  });
  initiator.bind(target);
  const recorder = new TimelineRecorder();
  recorder.recordSocket(initiator, 'engine', 'cpu', (payload) => ({ operation: 'hash', bytes: payload.dataLength }));
  kernel.thread('cpu', function* () {
    yield 5;
    initiator.bTransport(new GenericPayload().set(Command.WRITE, 0, new Uint8Array(12)), 0);
  });
  kernel.run();
  const expected = { module: 'engine', operation: 'hash', bytes: 12, initiator: 'cpu', beginPs: 5, endPs: 35 };
  t.deepEqual(recorder.entries, [expected]);
});

test('entries are ordered by their begin, although they are recorded at their end', (t) => {
  const kernel = new Kernel();
  const [from, to] = [new Fifo<number>(kernel, 'from', 4), new Fifo<number>(kernel, 'to', 4)];
  const recorder = new TimelineRecorder();
  const key = (item: number): number => item;
  recorder.recordFifoLatency(
    'module',
    { fifo: from, key, describe: () => ({ operation: 'transfer', bytes: 1 }) },
    { fifo: to, key },
  );
  kernel.thread('all', function* () {
    for (const item of [1, 2, 3]) from.put(item);
    for (let i = 0; i < 3; i++) {
      yield 10;
      from.get();
    }
    for (const item of [3, 1, 2]) {
      yield 10;
      to.put(item);
    }
  });
  kernel.run();
  t.deepEqual(
    recorder.entries.map(({ beginPs, endPs }) => [beginPs, endPs]),
    [
      [10, 50],
      [20, 60],
      [30, 40],
    ],
  );
});

test('a recorder measures the latency of each item in any order, and counts the items that remain inside', (t) => {
  const kernel = new Kernel();
  const [from, to] = [new Fifo<number>(kernel, 'from', 4), new Fifo<number>(kernel, 'to', 4)];
  const seen: string[] = [];
  from.observer = { itemPut: (item) => seen.push(`put ${item}`), itemTaken: (item) => seen.push(`got ${item}`) };
  to.observer = { itemPut: (item) => seen.push(`out ${item}`), itemTaken: (item) => seen.push(`end ${item}`) };
  const recorder = new TimelineRecorder();
  const key = (item: number): number => item;
  const describe = (item: number) => ({ operation: 'transfer', bytes: item });
  recorder.recordFifoLatency('module', { fifo: from, key, describe }, { fifo: to, key });
  kernel.thread('all', function* () {
    for (const item of [1, 2, 3]) from.put(item);
    yield 10;
    for (let i = 0; i < 3; i++) from.get();
    yield 10;
    to.put(2);
    yield 10;
    to.put(1);
    to.put(77);
    yield 1;
    to.get();
  });
  kernel.run();
  t.deepEqual(recorder.entries, [
    { module: 'module', operation: 'transfer', bytes: 2, initiator: '', beginPs: 10, endPs: 20 },
    { module: 'module', operation: 'transfer', bytes: 1, initiator: '', beginPs: 10, endPs: 30 },
  ]);
  t.is(recorder.unfinished, 1, 'item 3 did not leave; item 77 did not enter');
  t.deepEqual(seen.slice(-4), ['out 2', 'out 1', 'out 77', 'end 2'], 'earlier observers are still called');
});

test('consecutive entries of one kind without a gap are merged and counted', (t) => {
  const merged = mergeTimeline([
    entry('crypto', 'hmac', 0, 10, 'a'),
    entry('crypto', 'hmac', 10, 25, 'a'),
    entry('crypto', 'hmac', 26, 30, 'a'),
    entry('crypto', 'hmac', 30, 31, 'b'),
    entry('crypto', 'hash', 31, 32, 'b'),
  ]);
  t.deepEqual(
    merged.map(({ operation, initiator, count, beginPs, endPs, bytes }) => [
      operation,
      initiator,
      count,
      beginPs,
      endPs,
      bytes,
    ]),
    [
      ['hmac', 'a', 2, 0, 25, 20],
      ['hmac', 'a', 1, 26, 30, 10],
      ['hmac', 'b', 1, 30, 31, 10],
      ['hash', 'b', 1, 31, 32, 10],
    ],
  );
});

test('busy times add up by module and operation', (t) => {
  const busy = busyTimes([entry('a', 'x', 0, 5), entry('a', 'x', 3, 9), entry('a', 'y', 0, 1), entry('b', 'x', 0, 2)]);
  t.is(busy.get('a')?.get('x'), 11);
  t.is(busy.get('a')?.get('y'), 1);
  t.is(busy.get('b')?.get('x'), 2);
});
