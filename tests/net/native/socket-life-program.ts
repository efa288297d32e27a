import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createNativeSockets, type NativeSocket } from 'wirechart/net/native';
import type { DatagramSocketHandlers } from '../../../runtime/net/datagram-socket.ts';
import { datagramsOf } from './datagrams.ts';

/** Ends a process or a thread while sockets are open. The argument says how. */
const mode: string = isMainThread ? (process.argv[2] ?? '') : workerData;
const sockets: NativeSocket[] = [];
let received = 0;

function open(handlers: Partial<DatagramSocketHandlers> = {}): NativeSocket {
  const ignored = { received() {}, sent() {}, unsent() {}, failure() {} };
  const socket = createNativeSockets().open('127.0.0.1', 0, {}, { ...ignored, ...handlers });
  sockets.push(socket);
  return socket;
}

/** Two sockets that send each other datagrams without end. */
function traffic(atTenth: () => void): void {
  const a = open({
    received: ({ count }) => {
      received += count;
      if (received >= 10) atTenth();
      send(a, b);
    },
  });
  const b = open({ received: () => send(b, a) });
  send(a, b);
}

function send(from: NativeSocket, to: NativeSocket): void {
  from.send(datagramsOf([100, 100, 50]), to.address());
  from.flush();
}

async function inWorker(end: (worker: Worker) => void): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: mode });
  await new Promise<void>((resolve) => {
    worker.once('message', () => end(worker));
    worker.once('exit', () => resolve());
  });
  // Another worker loads the addon again.
  if (process.argv[3] !== 'again') {
    process.argv[3] = 'again';
    await inWorker(end);
  }
}

const modes: Readonly<Record<string, () => void | Promise<void>>> = {
  unref() {
    for (let index = 0; index < 10; index++) open().unref();
  },
  ref() {
    open().unref();
    const socket = open();
    socket.unref();
    socket.ref();
    setTimeout(() => socket.close(() => console.log('closed')), 50);
  },
  exit() {
    const [a, b] = [open(), open()];
    send(a, b);
    process.exit(0);
  },
  exitInCallback: () => traffic(() => process.exit(0)),
  throwInHandlers() {
    let thrown = 0;
    process.on('uncaughtException', ({ message }) => {
      if (message === 'of the handler' && ++thrown === 6) {
        console.log('six exceptions');
        for (const socket of sockets) socket.close();
      }
    });
    const handler = (): never => {
      throw new Error('of the handler');
    };
    const b = open({ received: handler, sent: handler });
    const a = open({ received: handler, sent: handler });
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      send(from, to);
      from.send(datagramsOf([10]), to.address());
      setTimeout(() => from.flush(), 30);
    }
  },
  workerExit() {
    if (isMainThread) return inWorker(() => {});
    return traffic(() => {
      parentPort?.postMessage('now');
      process.exit(0);
    });
  },
  workerEnd() {
    if (isMainThread) return inWorker(() => {});
    // The thread ends by itself: its sockets do not keep it.
    return void Array.from({ length: 10 }, () => open().unref());
  },
  workerTerminated() {
    if (isMainThread) return inWorker((worker) => void worker.terminate());
    return traffic(() => parentPort?.postMessage('now'));
  },
};

await modes[mode]?.();
