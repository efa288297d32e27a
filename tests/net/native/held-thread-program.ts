import { parentPort, workerData } from 'node:worker_threads';
import { createNativeSockets, type HeldDescriptor } from 'wirechart/net/native';
import type { DatagramSocket } from '../../../runtime/net/datagram-socket.ts';
import { datagramsOf } from './datagrams.ts';

/**
 * A thread that adopts a held socket, sends each datagram back, and tells the main thread the ports of the peers of a batch.
 * `mode`: whether it also sends to itself without end.
 */
const { descriptor, mode }: { readonly descriptor: HeldDescriptor; readonly mode: 'echo' | 'busy' } = workerData;

let socket: DatagramSocket | undefined;
try {
  const own = createNativeSockets()
    .adopt(descriptor)
    .open(
      descriptor.address,
      descriptor.port,
      {},
      {
        received({ remote, length, count }) {
          for (let index = 0; index < count; index++) own.send(datagramsOf([length[index] as number]), remote[index]);
          own.flush();
          parentPort?.postMessage(remote.slice(0, count).map(({ port }) => port));
        },
        sent() {},
        unsent() {},
        failure() {},
      },
    );
  socket = own;
  parentPort?.postMessage('open');
  if (mode === 'busy') {
    for (let index = 0; index < 20; index++) own.send(datagramsOf([100, 100, 50]), own.address());
    own.flush();
  }
} catch (error) {
  parentPort?.postMessage((error as NodeJS.ErrnoException).code);
}
parentPort?.on('message', () => {
  socket?.close();
  parentPort?.close();
});
