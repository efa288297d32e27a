import { createNativeSockets } from 'wirechart/net/native';
import { datagramsOf } from './datagrams.ts';

/** Transfers the memory that the sockets of a thread share, from inside `received`: `slab` or `at`. Prints what follows. */
const [part] = process.argv.slice(2) as ['slab' | 'at'];
const outcome = { received: 0, returned: 0, unsent: [] as unknown[], failures: [] as unknown[] };
const sockets = createNativeSockets();
const socket = sockets.open(
  '127.0.0.1',
  0,
  {},
  {
    received(batch) {
      outcome.received++;
      (batch[part].buffer as ArrayBuffer & { transfer(): void }).transfer();
    },
    sent: () => outcome.returned++,
    unsent: (_, __, { code }) => outcome.unsent.push(code),
    failure: ({ code }) => outcome.failures.push(code),
  },
);
const to = socket.address();
socket.send(datagramsOf([5]), to);
socket.flush();
while (outcome.received === 0) await turn();
// From another socket of the system, and to ourselves: what arrives cannot be described any more.
const { createSocket } = await import('node:dgram');
const theirs = createSocket('udp4');
for (let count = 0; count < 3; count++) {
  await new Promise((resolve) => theirs.send('later', to.port, to.address, resolve));
  await turn();
}
theirs.close();
socket.send(datagramsOf([5, 6]), to);
socket.flush();
while (outcome.returned < 2) await turn();
await turn();
let refused: unknown;
try {
  sockets.open('127.0.0.1', 0, {}, { received() {}, sent() {}, unsent() {}, failure() {} }).close();
} catch (error) {
  refused = (error as NodeJS.ErrnoException).code;
}
process.stdout.write(JSON.stringify({ ...outcome, sent: socket.counters.datagramsSent, refused }));
socket.close();

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
