import test from 'ava';
import { Kernel, MAX_TIME_PS, ModelError } from '../../../hwmodel/kernel/index.ts';

/** The error that a process threw. */
function causeOf(error: Error | undefined): ModelError {
  if (error?.cause instanceof ModelError) return error.cause;
  throw new TypeError('the cause is not a ModelError');
}

function ticking(periodPs: number) {
  const kernel = new Kernel();
  const at: number[] = [];
  kernel.thread('ticker', function* () {
    for (;;) {
      at.push(kernel.now);
      yield periodPs;
    }
  });
  return { kernel, at };
}

test('a new kernel has no pending activity and no ignored notification', (t) => {
  const kernel = new Kernel();
  t.false(kernel.pending);
  t.is(kernel.ignoredSelfNotifications, 0);
});

test('processes resumed at the end of a run are run by the next run', (t) => {
  const { kernel, at } = ticking(10);
  kernel.run(10);
  t.deepEqual(at, [0]);
  t.is(kernel.now, 10);
  t.true(kernel.pending);
  kernel.run(10);
  t.deepEqual(at, [0, 10]);
  t.is(kernel.now, 20);
  kernel.run(25);
  t.deepEqual(at, [0, 10, 20, 30, 40]);
  t.is(kernel.now, 45);
});

test('a run of 0 ps is exactly one delta cycle', (t) => {
  const kernel = new Kernel();
  let steps = 0;
  kernel.thread('thread', function* () {
    for (;;) {
      steps++;
      yield 0;
    }
  });
  kernel.run(0);
  t.is(steps, 1);
  kernel.run(0);
  t.is(steps, 2);
  t.is(kernel.deltaCount, 2);
  t.is(kernel.now, 0);
});

test('without activity time advances to the end of the run, unless the run exits on starvation', (t) => {
  const once = (starvationPolicy: 'run-to-time' | 'exit-on-starvation'): number => {
    const kernel = new Kernel();
    kernel.thread('thread', function* () {
      yield 3;
    });
    kernel.run(100, { starvationPolicy });
    return kernel.now;
  };
  t.is(once('run-to-time'), 100);
  t.is(once('exit-on-starvation'), 3);
});

test('a run without a duration ends when no activity is left', (t) => {
  const kernel = new Kernel();
  kernel.thread('thread', function* () {
    yield 3;
    yield 4;
  });
  kernel.run();
  t.is(kernel.now, 7);
  t.false(kernel.pending);
});

test('stop takes effect after the evaluation and the updates, and delta notifications are not triggered', (t) => {
  const kernel = new Kernel();
  const log: string[] = [];
  const event = kernel.event('go');
  const channel = { updateRequested: false, update: () => log.push('updated') };
  kernel.thread('first', function* () {
    kernel.stop();
    event.notifyDelta();
    kernel.requestUpdate(channel);
    yield 1;
  });
  kernel.thread('second', function* () {
    log.push('second');
    yield event;
    log.push('never');
  });
  kernel.run();
  t.deepEqual(log, ['second', 'updated']);
  t.is(kernel.phase, 'stopped');
  const error = t.throws(() => kernel.run(), { instanceOf: ModelError });
  t.is(error?.code, 'ERR_WIRECHART_MODEL_STATE');
});

test('an exception in a process is reported with the process and the time, and ends the kernel', (t) => {
  const kernel = new Kernel();
  const cause = new RangeError('too much');
  kernel.thread('client.record.run', function* () {
    yield 12;
    throw cause;
  });
  const error = t.throws(() => kernel.run(), { instanceOf: ModelError });
  t.is(error?.code, 'ERR_WIRECHART_MODEL_PROCESS');
  t.is(error?.where, 'client.record.run');
  t.is(error?.message, 'client.record.run: threw at 12 ps: too much');
  t.is(error?.cause, cause);
  t.is(kernel.phase, 'failed');
  t.throws(() => kernel.run(), { code: 'ERR_WIRECHART_MODEL_STATE' });
});

test('a process that is resumed without an advance of time is reported as a livelock', (t) => {
  const kernel = new Kernel({ maxRoundsPerInstant: 50 });
  let steps = 0;
  kernel.thread('thread', function* () {
    for (;;) {
      steps++;
      yield 0;
    }
  });
  t.throws(() => kernel.run(), { code: 'ERR_WIRECHART_MODEL_LIVELOCK' });
  t.is(steps, 50);
});

test('a run of 0 ps may have as many rounds as the limit, and no more', (t) => {
  for (const [rounds, works] of [
    [50, true],
    [51, false],
  ] as const) {
    const kernel = new Kernel({ maxRoundsPerInstant: 50 });
    const event = kernel.event('event');
    const next = kernel.event('next');
    let left: number = rounds;
    // Two processes trigger each other immediately: each round runs one of them.
    for (const [own, other] of [
      [event, next],
      [next, event],
    ] as const) {
      const body = () => {
        if (--left > 0) other.notifyImmediate();
      };
      kernel.method(own.name, body, { sensitivity: [own], initialize: own === event });
    }
    if (works) kernel.run(0);
    else t.throws(() => kernel.run(0), { code: 'ERR_WIRECHART_MODEL_LIVELOCK' });
    t.is(left, works ? 0 : 1);
  }
});

test('the count of rounds restarts when time advances', (t) => {
  const kernel = new Kernel({ maxRoundsPerInstant: 5 });
  kernel.thread('thread', function* () {
    for (let i = 0; i < 100; i++) yield i % 4 === 3 ? 1 : 0;
  });
  t.notThrows(() => kernel.run());
  t.is(kernel.now, 25);
});

test('a time beyond 2^53 ps is an error', (t) => {
  const { kernel, at } = ticking(MAX_TIME_PS - 1);
  const error = t.throws(() => kernel.run(), { code: 'ERR_WIRECHART_MODEL_PROCESS' });
  t.is(causeOf(error).code, 'ERR_WIRECHART_MODEL_TIME');
  t.deepEqual(at, [0, MAX_TIME_PS - 1]);
});

test('a run inside a run is refused', (t) => {
  const kernel = new Kernel();
  kernel.method('m', () => kernel.run(1));
  const error = t.throws(() => kernel.run(), { code: 'ERR_WIRECHART_MODEL_PROCESS' });
  t.is(causeOf(error).code, 'ERR_WIRECHART_MODEL_STATE');
});

test('checks of the bindings run once, before the first process', (t) => {
  const kernel = new Kernel();
  const log: string[] = [];
  kernel.method('m', () => log.push('process'));
  kernel.atEndOfElaboration(() => log.push('check'));
  t.is(kernel.phase, 'elaboration');
  kernel.run(1);
  kernel.run(1);
  t.deepEqual(log, ['check', 'process']);
  t.throws(() => kernel.atEndOfElaboration(() => {}), { code: 'ERR_WIRECHART_MODEL_STATE' });
});

test('observers are called after the last delta cycle of each time', (t) => {
  const { kernel } = ticking(10);
  const seen: number[] = [];
  kernel.beforeTimeAdvances((now) => seen.push(now));
  kernel.run(25);
  t.deepEqual(seen, [0, 10, 20]);
});
