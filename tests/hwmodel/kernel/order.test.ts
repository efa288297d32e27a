import test from 'ava';
import fc from 'fast-check';
import { AnyOf, Kernel } from '../../../hwmodel/kernel/index.ts';

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

test('the last delta notification is triggered first', (t) => {
  const { kernel, log, waiter } = testbench();
  const events = ['C', 'A', 'D'].map((name) => waiter(name));
  kernel.thread('notifier', function* () {
    yield 5;
    for (const event of events) event.notifyDelta();
  });
  kernel.run();
  t.deepEqual(log, ['D', 'A', 'C']);
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

test('updates run from the last request to the first, each channel once', (t) => {
  const { kernel, log } = testbench();
  const channel = (name: string) => ({ updateRequested: false, update: () => log.push(name) });
  const [a, b] = [channel('a'), channel('b')];
  kernel.thread('requester', function* () {
    yield 1;
    for (const each of [a, b, a]) kernel.requestUpdate(each);
  });
  kernel.run();
  t.deepEqual(log, ['b', 'a']);
});

test('an update requested by an update waits for the next update phase', (t) => {
  const { kernel, log } = testbench();
  const deltas: number[] = [];
  const second = { updateRequested: false, update: () => deltas.push(kernel.deltaCount) };
  const first = {
    updateRequested: false,
    update: () => {
      deltas.push(kernel.deltaCount);
      kernel.requestUpdate(second);
    },
  };
  kernel.thread('requester', function* () {
    kernel.requestUpdate(first);
    yield 0;
    log.push('next delta');
  });
  kernel.run();
  t.deepEqual(deltas, [0, 1]);
});

test('timed notifications at one time are triggered in the order of the binary heap, with cancelled entries in place', (t) => {
  const { kernel, log, waiter } = testbench();
  const events = Array.from({ length: 6 }, (_, index) => waiter(`e${index}`));
  for (const event of events) event.notifyAfter(10);
  // e1 moves to an earlier time and leaves a cancelled entry in the heap.
  events[1]?.notifyAfter(7);
  kernel.run();
  t.deepEqual(log, ['e1', 'e2', 'e5', 'e4', 'e3', 'e0']);
});

test('a method triggered during its batch runs after the threads of that round', (t) => {
  const { kernel, log } = testbench();
  const event = kernel.event('go');
  kernel.method('triggered', () => log.push('triggered'), { sensitivity: [event], initialize: false });
  kernel.method('notifier', () => {
    log.push('notifier');
    event.notifyImmediate();
  });
  kernel.thread('thread', function* () {
    log.push('thread');
    yield 1;
  });
  kernel.run();
  t.deepEqual(log, ['notifier', 'thread', 'triggered']);
});

test('a thread triggered by a method runs in the same round', (t) => {
  const { kernel, log } = testbench();
  const event = kernel.event('go');
  kernel.thread(
    'triggered',
    function* () {
      log.push(`triggered in delta ${kernel.deltaCount}`);
      yield 1;
    },
    { sensitivity: [event], initialize: false },
  );
  kernel.method('notifier', () => event.notifyImmediate());
  kernel.run();
  t.deepEqual(log, ['triggered in delta 0']);
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

test('a process with a dynamic wait ignores its static sensitivity', (t) => {
  const { kernel, log } = testbench();
  const [fixed, special] = [kernel.event('fixed'), kernel.event('special')];
  kernel.thread(
    'thread',
    function* () {
      yield special;
      log.push(`special ${kernel.now}`);
      yield;
      log.push(`static ${kernel.now}`);
    },
    { sensitivity: [fixed] },
  );
  kernel.thread('notifier', function* () {
    for (const event of [fixed, special, fixed]) {
      yield 10;
      event.notifyDelta();
    }
  });
  kernel.run();
  t.deepEqual(log, ['special 20', 'static 30']);
});

test('a wait for any of several events ends with the first and is removed from the others', (t) => {
  const { kernel, log } = testbench();
  const [a, b] = [kernel.event('a'), kernel.event('b')];
  const either = new AnyOf([a, b, a]);
  t.is(either.events.length, 2);
  kernel.thread('thread', function* () {
    for (;;) log.push(`${yield either} ${kernel.now}`);
  });
  b.notifyAfter(5);
  a.notifyAfter(9);
  kernel.run();
  t.deepEqual(log, ['false 5', 'false 9']);
});

test('a wait with a time limit reports whether it timed out, and a limit that was not reached is cancelled', (t) => {
  const { kernel, log } = testbench();
  const event = kernel.event('go');
  kernel.thread('thread', function* () {
    for (let i = 0; i < 3; i++) log.push(`${yield new AnyOf([event], 10)} ${kernel.now}`);
  });
  event.notifyAfter(4);
  kernel.run();
  t.deepEqual(log, ['false 4', 'true 14', 'true 24']);
  t.is(kernel.now, 24);
});

test('timed notifications are triggered in the order of time', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), (delays) => {
      const kernel = new Kernel();
      const fired: number[] = [];
      delays.forEach((delay, index) => {
        const event = kernel.event(`e${index}`);
        kernel.method(`m${index}`, () => fired.push(kernel.now), { sensitivity: [event], initialize: false });
        event.notifyAfter(delay + 1);
        // Every third is moved to an earlier time, and every fifth is cancelled.
        if (index % 3 === 0) event.notifyAfter(Math.ceil((delay + 1) / 2));
        if (index % 5 === 0) event.cancel();
      });
      kernel.run();
      const expected = delays
        .map((delay, index) => (index % 3 === 0 ? Math.ceil((delay + 1) / 2) : delay + 1))
        .filter((_, index) => index % 5 !== 0)
        .toSorted((a, b) => a - b);
      t.deepEqual(fired, expected);
    }),
    { numRuns: 100 },
  );
});

test('a shuffled kernel runs the same processes in another order', (t) => {
  const orderOf = (shuffle?: (n: number) => number): string => {
    const kernel = new Kernel(shuffle === undefined ? {} : { shuffle });
    let order = '';
    for (const name of 'abcdef') kernel.method(name, () => (order += name));
    kernel.run();
    return order;
  };
  t.is(orderOf(), 'abcdef');
  const shuffled = orderOf(() => 0);
  t.not(shuffled, 'abcdef');
  t.is([...shuffled].toSorted().join(''), 'abcdef');
});
