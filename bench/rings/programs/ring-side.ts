// One thread of the layer `rings`: the producer, the consumer, or both in one.
import { parentPort, workerData } from 'node:worker_threads';
import { DatagramRing } from '../../../runtime/ring/datagram-ring.ts';
import type { RingConsumer } from '../../../runtime/ring/ring-consumer.ts';
import type { RingProducer } from '../../../runtime/ring/ring-producer.ts';
import type { SideTask } from '../ring-pair.ts';

/** Lets another thread run, in milliseconds. */
const PAUSE = 0.05;
const MOST_READ = 32;
/** Refused writes in a row before the producer sleeps: some microseconds. */
const MOST_REFUSALS = 1000;
/** Entries between two looks at the clock. */
const TICK = 1024;

const task: SideTask = workerData;
const stop = new Int32Array(task.stop);
const payload = Uint8Array.from({ length: task.size }, (_, index) => index & 0xff);
let written = 0;
let read = 0;
let sum = 0;
let refusals = 0;

/** Takes the number, and looks at both ends of the bytes. Throws where an entry is not the next one. */
function take(_kind: number, number: number, _b: number, memory: Uint8Array, at: number, length: number): void {
  if (number !== read >>> 0) throw new Error(`entry ${number} came instead of ${read}`);
  sum += (memory[at] as number) + (memory[at + length - 1] as number);
  read++;
}

/** Writes one batch, as far as it fits. */
function writeBatch(producer: RingProducer): void {
  let count = 0;
  while (count < task.batch && producer.tryWrite(0, written, 0, payload, 0, task.size)) {
    written++;
    count++;
  }
  producer.publish();
  refusals = count === 0 ? refusals + 1 : 0;
  if (refusals > MOST_REFUSALS) Atomics.wait(stop, 0, 0, PAUSE);
}

/** Reads until the measurement is over. Returns entries per second after the warm-up. */
function measure(step: () => void): number {
  const origin = performance.now();
  let start: { readonly at: number; readonly read: number } | undefined;
  for (let next = 0; ; ) {
    step();
    if (read < next) continue;
    next = read + TICK;
    const now = performance.now();
    if (start !== undefined && now - start.at >= task.duration) return ((read - start.read) / (now - start.at)) * 1000;
    if (now - origin >= task.warmUp) start ??= { at: now, read };
  }
}

function consume(consumer: RingConsumer): number {
  return measure(() => {
    if (consumer.read(take, MOST_READ) === 0) consumer.wait(1000);
  });
}

function both(producer: RingProducer, consumer: RingConsumer): number {
  return measure(() => {
    writeBatch(producer);
    consumer.read(take, task.batch);
  });
}

/** What Node has for it: each entry is a message with a copy of the bytes. */
function messages(): Promise<number> {
  const { port } = task;
  if (port === undefined) throw new Error('there is no port');
  if (task.role === 'message sender') {
    // The receiver asks for the next messages: Node has no bound.
    port.on('message', (count: number) => {
      for (let left = count; left > 0; left--) port.postMessage(payload);
    });
    return new Promise(() => {});
  }
  const origin = performance.now();
  let start: { readonly at: number; readonly read: number } | undefined;
  port.postMessage(16 * MOST_READ);
  return new Promise((resolve) => {
    port.on('message', (bytes: Uint8Array) => {
      sum += (bytes[0] as number) + (bytes[bytes.length - 1] as number);
      if (++read % MOST_READ !== 0) return;
      port.postMessage(MOST_READ);
      const now = performance.now();
      if (now - origin >= task.warmUp) start ??= { at: now, read };
      if (start !== undefined && now - start.at >= task.duration)
        resolve(((read - start.read) / (now - start.at)) * 1000);
    });
  });
}

async function run(): Promise<void> {
  if (task.role === 'message sender' || task.role === 'message receiver') {
    parentPort?.postMessage({ rate: await messages(), sum });
    return;
  }
  const ring = DatagramRing.attach(task.memory);
  if (task.role === 'producer') {
    const producer = ring.producer();
    while (Atomics.load(stop, 0) === 0) writeBatch(producer);
    return;
  }
  const rate = task.role === 'consumer' ? consume(ring.consumer()) : both(ring.producer(), ring.consumer());
  parentPort?.postMessage({ rate, sum });
}

await run();
