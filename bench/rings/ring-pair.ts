// Runs one contender of the layer `rings` for one round, in threads of its own.
import { once } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { DatagramRing } from '../../runtime/ring/datagram-ring.ts';

export interface RingSettings {
  /** Bytes of an entry. */
  readonly size: number;
  /** Entries that are published together. */
  readonly batch: number;
  /** Milliseconds. */
  readonly warmUp: number;
  readonly duration: number;
}

export type Side = 'producer' | 'consumer' | 'both' | 'message sender' | 'message receiver';

/** What a thread is told. */
export interface SideTask extends RingSettings {
  readonly role: Side;
  readonly memory: SharedArrayBuffer;
  /** One word; not 0: the producer ends. */
  readonly stop: SharedArrayBuffer;
  readonly port?: MessagePort;
}

/** As that between two workers of an endpoint: some hundred datagrams. */
const RING_BYTES = 256 * 1024;

/** Entries per second from one thread to another, or from a thread to itself. */
export async function ringRate(threads: 1 | 2, settings: RingSettings): Promise<number> {
  const { memory } = DatagramRing.create({ bytes: RING_BYTES, producers: 'one' });
  const stop = new SharedArrayBuffer(4);
  const reader = side({ ...settings, role: threads === 1 ? 'both' : 'consumer', memory, stop });
  if (threads === 1) return rateOf(reader);
  const producer = side({ ...settings, role: 'producer', memory, stop });
  try {
    return await rateOf(reader);
  } finally {
    Atomics.store(new Int32Array(stop), 0, 1);
    await producer.terminate();
  }
}

/** Messages per second through a MessagePort, with 512 under way at most. */
export async function messageRate(settings: RingSettings): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  const shared = { ...settings, memory: new SharedArrayBuffer(0), stop: new SharedArrayBuffer(4) };
  const sender = side({ ...shared, role: 'message sender', port: port1 });
  const receiver = side({ ...shared, role: 'message receiver', port: port2 });
  try {
    return await rateOf(receiver);
  } finally {
    await Promise.all([sender.terminate(), receiver.terminate()]);
  }
}

function side(task: SideTask): Worker {
  return new Worker(new URL('programs/ring-side.js', import.meta.url), {
    workerData: task,
    transferList: task.port === undefined ? [] : [task.port],
  });
}

/** Rejects where the thread fails. */
async function rateOf(worker: Worker): Promise<number> {
  const [{ rate }] = (await once(worker, 'message')) as [{ readonly rate: number }];
  return rate;
}
