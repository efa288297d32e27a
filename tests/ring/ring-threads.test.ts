import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import test from 'ava';
import { DatagramRing } from '../../runtime/ring/datagram-ring.ts';
import { EntryCheck, type RingReport, type RingTask } from './ring-worker.ts';

const program = new URL('ring-worker.js', import.meta.url);

function start(task: RingTask): Worker {
  return new Worker(program, { workerData: task });
}

/** Threads of `lanes` producers and one consumer; what the consumer has read. */
async function run(lanes: number, count: number, batch: number, role: RingTask['role']): Promise<RingReport> {
  const ring = DatagramRing.create({ bytes: 16_384, producers: lanes === 1 ? 'one' : 'many', lanes });
  const { memory } = ring;
  const consumer = start({ role, memory, lane: 0, count, batch });
  const report = once(consumer, 'message');
  const producers = Array.from({ length: lanes }, (_, lane) => start({ role: 'producer', memory, lane, count, batch }));
  await Promise.all(producers.map((producer) => once(producer, 'exit')));
  return (await report)[0];
}

test.serial('a million entries cross from one thread to another, in order and whole', async (t) => {
  t.deepEqual(await run(1, 1_000_000, 32, 'blocking consumer'), { numbers: [1_000_000], wrong: 0 });
});

test.serial('a thread that sleeps after each entry is woken for the next one', async (t) => {
  t.deepEqual(await run(1, 20_000, 1, 'blocking consumer'), { numbers: [20_000], wrong: 0 });
  t.deepEqual(await run(1, 20_000, 1, 'consumer with an event loop'), { numbers: [20_000], wrong: 0 });
});

test.serial('row TH2: the numbers of four producers are unique and in order for each of them', async (t) => {
  const numbers = [100_000, 100_000, 100_000, 100_000];
  t.deepEqual(await run(4, 100_000, 32, 'blocking consumer'), { numbers, wrong: 0 });
  t.deepEqual(await run(4, 100_000, 7, 'consumer with an event loop'), { numbers, wrong: 0 });
});

test.serial('a producer that is killed leaves whole entries, and its lane to its successor', async (t) => {
  const ring = DatagramRing.create({ bytes: 4096, producers: 'many', lanes: 2 });
  const consumer = ring.consumer();
  const other = ring.producer(1);
  for (let round = 0; round < 10; round++) {
    const check = new EntryCheck(2);
    const killed = start({ role: 'endless producer', memory: ring.memory, lane: 0, count: Infinity, batch: 13 });
    const exit = once(killed, 'exit');
    await once(killed, 'message');
    // In the middle of its entries, at another place each time.
    const most = 2000 + 517 * round;
    while ((check.numbers[0] as number) < most) {
      if (consumer.read(check.handle, 64) === 0) consumer.wait(10);
    }
    await killed.terminate();
    await exit;
    consumer.wake();
    for (let kind = 0; kind < 5; kind++) other.tryWrite(1, kind, kind, new Uint8Array(), 0, 0);
    other.publish();
    while (consumer.read(check.handle, 64) > 0);
    t.is(check.wrong, 0);
    t.is(check.numbers[1], 5, 'the other lane goes on');
    t.false(consumer.hasEntries, 'nothing waits for the dead producer');
  }
});
