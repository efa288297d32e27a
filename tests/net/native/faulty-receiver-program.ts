import dgram from 'node:dgram';
import { createNativeSockets } from 'wirechart/net/native';

/** Receives 20 datagrams while receiving fails, and prints the results. */
const COUNT = 20;
let arrived = 0;
const failures: (string | undefined)[] = [];
const socket = createNativeSockets().open(
  '127.0.0.1',
  0,
  {},
  {
    received: ({ count }) => {
      arrived += count;
    },
    sent() {},
    unsent() {},
    failure: ({ code }) => failures.push(code),
  },
);
const { address, port } = socket.address();
const sender = dgram.createSocket('udp4');
for (let count = 0; count < COUNT; count++) sender.send('x', port, address);
// Timers run also while the socket fails.
for (let turn = 0; turn < 100 && arrived < COUNT && failures.length < 20; turn++)
  await new Promise((resolve) => setTimeout(resolve, 5));
process.stdout.write(JSON.stringify({ arrived, failures: failures.slice(0, 20) }));
socket.close();
sender.close();
