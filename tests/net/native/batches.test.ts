import type { ExecutionContext } from 'ava';
import type { SocketAddress } from '../../../runtime/net/address.ts';
import { addonTest } from '../../addon.ts';
import { datagramsOf, split } from './datagrams.ts';
import { type Arrival, openDgram, openNative, until } from './native-fixture.ts';

const LENGTHS = [1, 1200, 1200, 1200, 0, 700, 1200, 1200, 1, 1400, 1400, 20_000, 9000, 9000, 65_507, 3];

const bytesOf = (arrivals: readonly Arrival[]): Buffer[] => arrivals.map(({ bytes }) => bytes);

function isEqual(t: ExecutionContext, arrivals: readonly Arrival[], expected: readonly Buffer[]): void {
  t.is(arrivals.length, expected.length);
  t.true(arrivals.every(({ bytes }, index) => bytes.equals(expected[index] as Buffer)));
}

const paths = [
  { name: 'IPv4', type: 'udp4', foreign: '127.0.0.1', own: '127.0.0.1', seen: '127.0.0.1', family: 'IPv4' },
  { name: 'IPv6', type: 'udp6', foreign: '::1', own: '::1', seen: '::1', family: 'IPv6' },
  {
    name: 'IPv4 on a dual-stack socket',
    type: 'udp4',
    foreign: '127.0.0.1',
    own: '::',
    seen: '::ffff:127.0.0.1',
    family: 'IPv6',
  },
] as const;

for (const { name, type, foreign, own, seen, family } of paths) {
  addonTest(
    `datagrams of all lengths pass unchanged between the native sockets and node:dgram over ${name}`,
    async (t) => {
      const theirs = await openDgram(t, type, foreign);
      const ours = openNative(t, { address: own, udpReceiveBufferSize: 4 << 20 });
      const { port } = ours.socket.address();
      const buffer = datagramsOf(LENGTHS);
      const expected = split(buffer);
      ours.socket.send(buffer, { address: foreign, family: type === 'udp4' ? 'IPv4' : 'IPv6', port: theirs.port });
      ours.socket.flush();
      t.deepEqual(ours.sent, [buffer], 'a buffer that the system has taken is returned at once');
      await until(() => theirs.arrivals.length === LENGTHS.length && ours.sent.length === 1);
      isEqual(t, theirs.arrivals, expected);
      t.true(theirs.arrivals.every((arrival) => arrival.port === port && arrival.address === foreign));
      t.is(ours.sent[0], buffer);
      for (const bytes of expected) theirs.socket.send(bytes, port, foreign);
      await until(() => ours.arrivals.length === LENGTHS.length);
      isEqual(t, ours.arrivals, expected);
      t.true(
        ours.arrivals.every((each) => each.address === seen && each.family === family && each.port === theirs.port),
      );
      const total = LENGTHS.reduce((sum, length) => sum + length, 0);
      t.like(ours.socket.counters, {
        datagramsReceived: LENGTHS.length,
        bytesReceived: total,
        datagramsSent: LENGTHS.length,
        bytesSent: total,
        unanswerable: 0,
        failures: 0,
      });
    },
  );
}

const limits: readonly (readonly [name: string, lengths: readonly number[], messages: number, segmented: number])[] = [
  ['65 equal datagrams are two messages', new Array(65).fill(100), 2, 1],
  ['64 equal datagrams are one message', new Array(64).fill(100), 1, 1],
  ['a shorter datagram ends a message', [500, 500, 200, 500, 500], 2, 2],
  ['a longer datagram begins a message', [500, 501, 501], 2, 1],
  ['an empty datagram is a message of its own', [500, 0, 500], 3, 0],
  ['54 datagrams of 1,200 bytes are one message, the 55th is another', new Array(55).fill(1200), 2, 1],
  ['datagrams of 65,507 bytes together are one message', [32_754, 32_753], 1, 1],
  ['datagrams of 65,508 bytes together are two messages', [32_754, 32_754], 2, 0],
];

for (const [name, lengths, messages, segmented] of limits) {
  addonTest(`${name}, and the boundaries arrive`, async (t) => {
    const theirs = await openDgram(t);
    const ours = openNative(t);
    const before = ours.socket.stats();
    if (!before.gso) return void t.log('the system has no UDP_SEGMENT');
    const buffer = datagramsOf(lengths);
    ours.socket.send(buffer, { address: '127.0.0.1', family: 'IPv4', port: theirs.port });
    ours.socket.flush();
    await until(() => theirs.arrivals.length === lengths.length);
    isEqual(t, theirs.arrivals, split(buffer));
    const stats = ours.socket.stats();
    t.is(stats.segmented, segmented);
    t.is(messages, lengths.length - stats.segments + stats.segmented);
    t.is(stats.sendCalls, 1);
    t.deepEqual(Object.values(stats.fallbacks), [0, 0, 0, 0, 0, 0]);
  });
}

addonTest('datagrams of several buffers and peers leave in one call, in order', async (t) => {
  const theirs = await Promise.all([openDgram(t), openDgram(t), openDgram(t)]);
  const ours = openNative(t);
  const expected = theirs.map((): Buffer[] => []);
  for (let turn = 0; turn < 10; turn++) {
    for (const [index, { port }] of theirs.entries()) {
      const buffer = datagramsOf([100, 100 + turn], 100 * turn + index);
      ours.socket.send(buffer, { address: '127.0.0.1', family: 'IPv4', port });
      expected[index]?.push(...split(buffer));
    }
  }
  ours.socket.flush();
  await until(() => theirs.every(({ arrivals }) => arrivals.length === 20) && ours.sent.length === 30);
  for (const [index, { arrivals }] of theirs.entries()) isEqual(t, arrivals, expected[index] ?? []);
  t.is(ours.socket.stats().sendCalls, 1);
});

addonTest('buffers of one datagram for one peer leave as one message', async (t) => {
  const theirs = await openDgram(t);
  const ours = openNative(t);
  await ours.socket.connect('127.0.0.1', theirs.port);
  const buffers = Array.from({ length: 30 }, (_, index) => datagramsOf([300], index));
  for (const buffer of buffers) ours.socket.send(buffer);
  ours.socket.flush();
  await until(() => theirs.arrivals.length === 30);
  t.deepEqual(bytesOf(theirs.arrivals), buffers.flatMap(split));
  const { segmented, segments, gso } = ours.socket.stats();
  if (gso) t.deepEqual([segmented, segments], [1, 30]);
});

addonTest('a queue of 64 buffers is given to the system without flush', async (t) => {
  const theirs = await openDgram(t);
  const ours = openNative(t);
  const to: SocketAddress = { address: '127.0.0.1', family: 'IPv4', port: theirs.port };
  for (let index = 0; index < 63; index++) ours.socket.send(datagramsOf([10]), to);
  t.is(ours.socket.counters.datagramsSent, 0);
  ours.socket.send(datagramsOf([10]), to);
  t.is(ours.socket.counters.datagramsSent, 64);
  await until(() => theirs.arrivals.length === 64 && ours.sent.length === 64);
});

for (const gro of [true, false]) {
  addonTest(`a run of datagrams is received as it was sent, with gro: ${gro}`, async (t) => {
    const receiver = openNative(t, { gro, udpReceiveBufferSize: 4 << 20 });
    const sender = openNative(t);
    const lengths = [...new Array<number>(100).fill(1200), 7, ...new Array<number>(30).fill(300), 0, 65_507];
    const buffer = datagramsOf(lengths);
    sender.socket.send(buffer, receiver.socket.address());
    sender.socket.flush();
    await until(() => receiver.arrivals.length === lengths.length);
    isEqual(t, receiver.arrivals, split(buffer));
    const stats = receiver.socket.stats();
    t.is(stats.gro && gro, stats.gro);
    if (stats.gro && sender.socket.stats().gso) t.true(stats.coalesced >= 3);
    else t.is(stats.coalesced, 0);
  });
}

addonTest('a message that is longer than its slot is dropped and counted', async (t) => {
  const ours = openNative(t, { slotBytes: 1000, gro: false });
  const theirs = await openDgram(t);
  const { port } = ours.socket.address();
  for (const length of [1000, 1001, 65_507, 999]) theirs.socket.send(new Uint8Array(length), port, '127.0.0.1');
  await until(() => ours.arrivals.length === 2 && ours.socket.stats().truncated === 2);
  t.deepEqual(
    ours.arrivals.map(({ bytes }) => bytes.length),
    [1000, 999],
  );
  t.is(ours.socket.counters.datagramsReceived, 2);
});
