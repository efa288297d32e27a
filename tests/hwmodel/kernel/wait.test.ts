import test from 'ava';
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
