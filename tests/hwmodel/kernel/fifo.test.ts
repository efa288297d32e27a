import test from 'ava';
import fc from 'fast-check';
import { Fifo, FifoInPort, FifoOutPort, Kernel } from '../../../hwmodel/kernel/index.ts';

test('an item put into a fifo can be read one delta cycle later', (t) => {
  const kernel = new Kernel();
  const fifo = new Fifo<string>(kernel, 'fifo', 4);
  const log: string[] = [];
  kernel.thread('reader', function* () {
    for (;;) {
      while (!fifo.canRead) yield fifo.dataWritten;
      log.push(`${fifo.get()} in delta ${kernel.deltaCount}`);
    }
  });
  kernel.thread('writer', function* () {
    fifo.put('a');
    fifo.put('b');
    t.is(fifo.available, 0);
    t.is(fifo.free, 2);
    yield 10;
  });
  kernel.run(5);
  t.deepEqual(log, ['a in delta 1', 'b in delta 1']);
});

test('an item taken from a full fifo frees its slot one delta cycle later', (t) => {
  const kernel = new Kernel();
  const fifo = new Fifo<number>(kernel, 'fifo', 1);
  const log: string[] = [];
  let begin = 0;
  kernel.thread('writer', function* () {
    for (let i = 0; i < 3; i++) {
      while (!fifo.canWrite) yield fifo.dataRead;
      fifo.put(i);
      log.push(`put ${i} at ${kernel.now}, delta ${kernel.deltaCount - begin}`);
    }
  });
  kernel.thread('reader', function* () {
    for (;;) {
      yield 10;
      begin = kernel.deltaCount;
      log.push(`got ${fifo.get()} at ${kernel.now}, delta 0`);
      // For a process that runs after the reader in this delta cycle the fifo is still full.
      t.false(fifo.canWrite);
      t.is(fifo.free, 0);
      t.throws(() => fifo.put(9), { code: 'ERR_WIRECHART_MODEL_FIFO' });
    }
  });
  kernel.run(35);
  t.deepEqual(log, [
    'put 0 at 0, delta 0',
    ...['got 0 at 10, delta 0', 'put 1 at 10, delta 1'],
    ...['got 1 at 20, delta 0', 'put 2 at 20, delta 1'],
    'got 2 at 30, delta 0',
  ]);
});

test('a fifo of any depth returns all items in order, through ports and yield*', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (pauses, depth) => {
      const kernel = new Kernel();
      const fifo = new Fifo<number>(kernel, 'fifo', depth);
      const [input, output] = [new FifoInPort<number>(kernel, 'in'), new FifoOutPort<number>(kernel, 'out')];
      input.bind(fifo);
      output.bind(fifo);
      const got: number[] = [];
      kernel.thread('writer', function* () {
        for (const [index, pause] of pauses.entries()) {
          yield pause;
          yield* output.write(index);
        }
      });
      kernel.thread('reader', function* () {
        for (;;) {
          got.push(yield* input.read());
          yield 4;
        }
      });
      kernel.run();
      t.deepEqual(got, [...pauses.keys()]);
      t.is(fifo.free, depth);
    }),
    { numRuns: 50 },
  );
});

test('reading an empty fifo, writing a full one and a depth below one are errors', (t) => {
  const kernel = new Kernel();
  const fifo = new Fifo<number>(kernel, 'fifo', 1);
  t.throws(() => fifo.get(), { code: 'ERR_WIRECHART_MODEL_FIFO', message: 'fifo: get from an empty fifo' });
  fifo.put(1);
  t.throws(() => fifo.put(2), { code: 'ERR_WIRECHART_MODEL_FIFO' });
  for (const depth of [0, -1, 1.5, Number.NaN]) {
    t.throws(() => new Fifo(kernel, 'bad', depth), { code: 'ERR_WIRECHART_MODEL_FIFO' });
  }
});

test('an observer is called for every item put and taken, with its time', (t) => {
  const kernel = new Kernel();
  const fifo = new Fifo<string>(kernel, 'fifo', 2);
  const log: string[] = [];
  fifo.observer = {
    itemPut: (item, now) => log.push(`put ${item} ${now}`),
    itemTaken: (item, now) => log.push(`got ${item} ${now}`),
  };
  kernel.thread('both', function* () {
    fifo.put('x');
    yield 8;
    fifo.get();
  });
  kernel.run();
  t.deepEqual(log, ['put x 0', 'got x 8']);
});
