import { createHash } from 'node:crypto';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { createNativeSockets } from 'wirechart/net/native';
import type { SendBuffer } from '../../../runtime/net/datagram-socket.ts';
import { datagramsOf, split } from './datagrams.ts';

/** Sends datagrams while sends fail, and prints the results. Arguments: options of the sockets, lengths, rounds, as JSON. */
const [options, lengths, rounds] = process.argv.slice(2).map((text) => JSON.parse(text)) as [object, number[], number];
const receiver = dgram.createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
const arrived: Buffer[] = [];
receiver.on('message', (bytes) => arrived.push(bytes));
receiver.bind(0, '127.0.0.1');
await once(receiver, 'listening');
const to = { address: '127.0.0.1', family: 'IPv4', port: receiver.address().port } as const;

const unsent: [buffer: number, index: number, code: string | undefined][] = [];
const failures: (string | undefined)[] = [];
const returned: SendBuffer[] = [];
/** Errors of datagrams whose buffer was returned already: the owner may have used its memory again. */
let late = 0;
const buffers = [1, 2, 3].map((seed) => datagramsOf(lengths, seed));
const socket = createNativeSockets(options).open(
  '127.0.0.1',
  0,
  {},
  {
    received() {},
    sent: (buffer) => returned.push(buffer),
    unsent: (buffer, index, { code }) => {
      unsent.push([buffers.indexOf(buffer), index, code]);
      if (returned.includes(buffer)) late++;
    },
    failure: ({ code }) => failures.push(code),
  },
);
for (let round = 1; round <= rounds; round++) {
  for (const buffer of buffers) socket.send(buffer, to);
  socket.flush();
  for (let turn = 0; turn < 400 && returned.length < round * buffers.length; turn++) await sleep(5);
  // The receiver has room for a round.
  const sent = (): number => round * buffers.length * lengths.length - unsent.length;
  for (let turn = 0; turn < 400 && arrived.length < sent(); turn++) await sleep(1);
}
await sleep(50);

const refused = new Set(unsent.map(([buffer, index]) => `${buffer}:${index}`));
const round = buffers.flatMap((buffer, at) => split(buffer).filter((_, index) => !refused.has(`${at}:${index}`)));
const expected = new Array<Buffer[]>(rounds).fill(round).flat();
const { fallbacks, ...stats } = socket.stats();
const hash = (parts: readonly Buffer[]): string => createHash('sha256').update(parts.join('|')).digest('hex');
const result = {
  isComplete: arrived.length === expected.length && hash(arrived) === hash(expected),
  returned: returned.map((buffer) => buffers.indexOf(buffer)),
  unsent,
  late,
  failures,
  fallbacks: Object.fromEntries(Object.entries(fallbacks).filter(([, times]) => times > 0)),
  stats,
  counters: socket.counters,
};
process.stdout.write(JSON.stringify(result));
socket.close();
receiver.close();

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
