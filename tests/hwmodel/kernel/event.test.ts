import test from 'ava';
import { Kernel } from '../../../hwmodel/kernel/index.ts';

/** A kernel and a list that its processes write to. */
function testbench() {
  const kernel = new Kernel();
  const log: string[] = [];
  const waiter = (name: string, event = kernel.event(`${name}.event`)) => {
    kernel.thread(name, function* () {
      yield event;
      log.push(name);
    });
    return event;
  };
  return { kernel, log, waiter };
}

test('processes that wait for one event resume in the order w0 w3 w2 w1', (t) => {
  const { kernel, log, waiter } = testbench();
  const event = kernel.event('go');
  for (const name of ['w0', 'w1', 'w2', 'w3']) waiter(name, event);
  event.notifyAfter(10);
  kernel.run();
  t.deepEqual(log, ['w0', 'w3', 'w2', 'w1']);
});

test('static sensitivity triggers from the last to the first, methods before threads', (t) => {
  const { kernel, log } = testbench();
  const event = kernel.event('go');
  const options = { sensitivity: [event], initialize: false };
  for (const name of ['t0', 't1']) {
    kernel.thread(
      name,
      function* () {
        for (;;) {
          log.push(name);
          yield;
        }
      },
      options,
    );
  }
  for (const name of ['m0', 'm1', 'm2']) kernel.method(name, () => log.push(name), options);
  event.notifyAfter(1);
  kernel.run();
  t.deepEqual(log, ['m2', 'm1', 'm0', 't1', 't0']);
});

test('a cancelled delta notification is replaced by the last one', (t) => {
  const { kernel, log, waiter } = testbench();
  const [a, b, c, d] = [waiter('a'), waiter('b'), waiter('c'), waiter('d')];
  kernel.thread('notifier', function* () {
    yield 5;
    for (const event of [a, b, c, d]) event.notifyDelta();
    a.cancel();
    t.false(a.pending);
    // The list is now d b c, and is triggered from the end.
    yield 1;
    log.push('later');
    a.notifyDelta();
  });
  kernel.run();
  t.deepEqual(log, ['c', 'b', 'd', 'later', 'a']);
});

test('a process that notifies itself immediately is not queued again, others are', (t) => {
  const { kernel, log } = testbench();
  const event = kernel.event('go');
  const options = { sensitivity: [event], initialize: false };
  kernel.method('other', () => log.push('other'), options);
  kernel.method(
    'self',
    () => {
      log.push('self');
      event.notifyImmediate();
    },
    { ...options, initialize: true },
  );
  kernel.run();
  t.deepEqual(log, ['self', 'other']);
  t.is(kernel.ignoredSelfNotifications, 1);
});

test('a method that triggers the event of its own nextTrigger continues to wait for it', (t) => {
  const { kernel, log } = testbench();
  const event = kernel.event('go');
  kernel.method('self', () => {
    log.push(`at ${kernel.now}`);
    kernel.nextTrigger(event);
    event.notifyImmediate();
  });
  event.notifyAfter(10);
  kernel.run(100);
  t.deepEqual(log, ['at 0'], 'the immediate notification cancelled the timed one, and was ignored');
  t.is(kernel.ignoredSelfNotifications, 1);
  event.notifyAfter(5);
  kernel.run(100);
  t.deepEqual(log, ['at 0', 'at 105']);
});

test('of several notifications of one event the earliest remains', (t) => {
  const { kernel } = testbench();
  const fired: number[] = [];
  const event = kernel.event('go');
  kernel.method('log', () => fired.push(kernel.now), { sensitivity: [event], initialize: false });
  event.notifyAfter(10);
  event.notifyAfter(20);
  event.notifyAfter(10);
  event.notifyAfter(4);
  kernel.run();
  t.deepEqual(fired, [4]);
  event.notifyAfter(30);
  event.notifyAfter(0);
  event.notifyAfter(3);
  kernel.run();
  t.deepEqual(fired, [4, 4]);
});

test('an immediate notification outside the evaluation phase is refused', (t) => {
  const kernel = new Kernel();
  const event = kernel.event('go');
  t.throws(() => event.notifyImmediate(), { code: 'ERR_WIRECHART_MODEL_NOTIFY' });
  const channel = { updateRequested: false, update: () => event.notifyImmediate() };
  kernel.method('m', () => kernel.requestUpdate(channel));
  t.throws(() => kernel.run(), { code: 'ERR_WIRECHART_MODEL_NOTIFY', message: /this is update$/ });
});
