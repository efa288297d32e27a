import { parentPort, workerData } from 'node:worker_threads';
import { DatagramRing } from '../../runtime/ring/datagram-ring.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';

/** A thread that writes numbered entries into a lane, or reads and checks those of all lanes. */
export interface RingTask {
  readonly role: 'producer' | 'endless producer' | 'blocking consumer' | 'consumer with an event loop';
  readonly memory: SharedArrayBuffer;
  readonly lane: number;
  /** Entries to write, or those of each lane to read. */
  readonly count: number;
  /** Entries that are published together. */
  readonly batch: number;
}

/** What a consumer has read. */
export interface RingReport {
  /** The number that each lane has reached. */
  readonly numbers: readonly number[];
  /** Entries that were not the next ones of their lane, or not whole. */
  readonly wrong: number;
}

const LONGEST = 64;
const content = Uint8Array.from({ length: 2 * LONGEST }, (_, index) => (index * 37) & 0xff);
const nothing = new Int32Array(new SharedArrayBuffer(4));

/** Lets another thread run on this processor. */
function pause(): void {
  Atomics.wait(nothing, 0, 0, 0.05);
}

/** Depends on every byte and on the number. */
function checksum(number: number, bytes: Uint8Array, at: number, length: number): number {
  let sum = number;
  for (let index = at; index < at + length; index++) sum = Math.imul(sum ^ (bytes[index] as number), 0x01000193);
  return sum >>> 0;
}

function produce({ memory, lane, count, batch }: RingTask): void {
  const producer = DatagramRing.attach(memory).producer(lane);
  const random = new SeededRandom(lane + 1);
  for (let number = 0; number < count; ) {
    const at = Math.floor(random.fraction() * LONGEST);
    const length = Math.floor(random.fraction() * LONGEST);
    const sum = checksum(number, content, at, length);
    while (!producer.tryWrite(lane, number, sum, content, at, length)) {
      producer.publish();
      pause();
    }
    number++;
    if (number % batch === 0) producer.publish();
  }
  producer.publish();
}

/** Checks entries as they are read. */
export class EntryCheck {
  readonly numbers: number[];
  wrong = 0;

  constructor(lanes: number) {
    this.numbers = new Array<number>(lanes).fill(0);
  }

  readonly handle = (
    lane: number,
    number: number,
    sum: number,
    memory: Uint8Array,
    at: number,
    length: number,
  ): void => {
    if (this.numbers[lane] !== number || checksum(number, memory, at, length) !== sum) this.wrong++;
    this.numbers[lane] = number + 1;
  };
}

async function consume({ role, memory, count }: RingTask): Promise<RingReport> {
  const ring = DatagramRing.attach(memory);
  const consumer = ring.consumer();
  const check = new EntryCheck(ring.lanes);
  const alive = setInterval(() => {}, 1000);
  for (let left = ring.lanes * count; left > 0; ) {
    const read = consumer.read(check.handle, 256);
    left -= read;
    if (read > 0) continue;
    if (role === 'blocking consumer') consumer.wait(Infinity);
    else await consumer.ready();
  }
  clearInterval(alive);
  return { numbers: check.numbers, wrong: check.wrong };
}

const task: RingTask | undefined = workerData;
if (task?.role === 'producer') produce(task);
else if (task?.role === 'endless producer') {
  parentPort?.postMessage('started');
  produce(task);
} else if (task !== undefined) parentPort?.postMessage(await consume(task));
