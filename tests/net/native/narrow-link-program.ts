import dgram from 'node:dgram';
import { once } from 'node:events';
import { createNativeSockets } from 'wirechart/net/native';
import type { SendBuffer } from '../../../runtime/net/datagram-socket.ts';
import { datagramsOf, split } from './datagrams.ts';

/**
 * Sends where the loopback carries 1,280 bytes, or little in a second, and prints the results.
 * Arguments as JSON: options, lengths of the datagrams of a buffer, number of buffers.
 */
const [options, lengths, buffers] = process.argv.slice(2).map((text) => JSON.parse(text)) as [object, number[], number];
const receiver = dgram.createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
const arrived: Buffer[] = [];
receiver.on('message', (bytes) => arrived.push(bytes));
receiver.bind(0, '127.0.0.1');
await once(receiver, 'listening');
const to = { address: '127.0.0.1', family: 'IPv4', port: receiver.address().port } as const;
const unsent = new Map<SendBuffer, (readonly [index: number, code: string | undefined])[]>();
const returned: SendBuffer[] = [];
const socket = createNativeSockets(options).open(
  '127.0.0.1',
  0,
  { udpSendBufferSize: 4608 },
  {
    received() {},
    sent: (buffer) => returned.push(buffer),
    unsent: (buffer, index, { code }) => unsent.set(buffer, [...(unsent.get(buffer) ?? []), [index, code]]),
    failure() {},
  },
);
const sent = Array.from({ length: buffers }, (_, seed) => datagramsOf(lengths, seed));
for (const buffer of sent) {
  socket.send(buffer, to);
  socket.flush();
}
for (let turn = 0; turn < 2000 && (returned.length < buffers || arrived.length < sent.length); turn++)
  await new Promise((resolve) => setTimeout(resolve, 5));
await new Promise((resolve) => setTimeout(resolve, 100));
const refusals = sent.map((buffer) => unsent.get(buffer) ?? []);
const left = sent.flatMap((buffer, at) =>
  split(buffer).filter((_, index) => !refusals[at]?.some(([each]) => each === index)),
);
const result = {
  isComplete: arrived.length === left.length && arrived.every((bytes, index) => bytes.equals(left[index] as Buffer)),
  arrived: arrived.length,
  returned: returned.length,
  refusals,
  stats: socket.stats(),
};
process.stdout.write(JSON.stringify(result));
socket.close();
receiver.close();
