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
