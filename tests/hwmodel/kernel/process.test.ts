import test from 'ava';
import { AnyOf, Kernel, ModelError, type Wait } from '../../../hwmodel/kernel/index.ts';

/** The error that a process threw. */
function causeOf(error: Error | undefined): ModelError {
  if (error?.cause instanceof ModelError) return error.cause;
  throw new TypeError('the cause is not a ModelError');
}

test('a wait for the static sensitivity reports no timeout, also after a wait that timed out', (t) => {
  const kernel = new Kernel();
  const event = kernel.event('event');
  const answers: unknown[] = [];
  kernel.thread(
    'thread',
    function* () {
      answers.push(yield 5);
      answers.push(yield undefined);
    },
    { sensitivity: [event] },
  );
  kernel.run(10);
  event.notifyAfter(1);
  kernel.run(10);
  t.deepEqual(answers, [true, false]);
});

test('an invalid wait is refused with the name of the process', (t) => {
  const invalid = 'soon' as unknown as Wait;
  for (const [wait, reason] of [
    [undefined, /static sensitivity, which is empty/],
    [new AnyOf([]), /any of an empty list of events/],
    [invalid, /neither an event/],
  ] as const) {
    const kernel = new Kernel();
    kernel.thread('waiter', function* () {
      yield wait;
    });
    const error = t.throws(() => kernel.run(), { code: 'ERR_WIRECHART_MODEL_PROCESS' });
    t.is(causeOf(error).code, 'ERR_WIRECHART_MODEL_WAIT');
    t.regex(causeOf(error).message, reason);
  }
});

test('a process added during a run is runnable at once, unless initialize is false', (t) => {
  const kernel = new Kernel();
  const log: string[] = [];
  const event = kernel.event('go');
  kernel.thread('parent', function* () {
    yield 5;
    kernel.thread('child', function* () {
      log.push(`child ${kernel.now}`);
      yield 1;
    });
    kernel.method('lazy', () => log.push(`lazy ${kernel.now}`), { sensitivity: [event], initialize: false });
    yield 5;
    event.notifyDelta();
  });
  kernel.run();
  t.deepEqual(log, ['child 5', 'lazy 10']);
});

test('a terminated thread is not resumed by its static sensitivity', (t) => {
  const kernel = new Kernel();
  const event = kernel.event('go');
  let runs = 0;
  const process = kernel.thread(
    'short',
    function* () {
      runs++;
      if (kernel.now > 0) yield 1;
    },
    { sensitivity: [event] },
  );
  kernel.run(1);
  t.true(process.terminated);
  event.notifyAfter(1);
  kernel.run(5);
  t.is(runs, 1);
});

test('nextTrigger is only allowed in a method, and its last call applies', (t) => {
  const kernel = new Kernel();
  const at: number[] = [];
  const event = kernel.event('go');
  t.throws(() => kernel.nextTrigger(1), { code: 'ERR_WIRECHART_MODEL_STATE' });
  kernel.method('m', () => {
    at.push(kernel.now);
    kernel.nextTrigger(event);
    kernel.nextTrigger(new AnyOf([event], 50));
    kernel.nextTrigger(7);
  });
  event.notifyAfter(3);
  kernel.run(20);
  t.deepEqual(at, [0, 7, 14]);
});
