import test from 'ava';
import fc from 'fast-check';
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

test('timed notifications at one time are triggered in the order of the binary heap, with cancelled entries in place', (t) => {
  const { kernel, log, waiter } = testbench();
  const events = Array.from({ length: 6 }, (_, index) => waiter(`e${index}`));
  for (const event of events) event.notifyAfter(10);
  // e1 moves to an earlier time and leaves a cancelled entry in the heap.
  events[1]?.notifyAfter(7);
  kernel.run();
  t.deepEqual(log, ['e1', 'e2', 'e5', 'e4', 'e3', 'e0']);
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
