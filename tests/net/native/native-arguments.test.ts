import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { createNativeSockets } from 'wirechart/net/native';
import { loadAddon, type NativeAddon } from '../../../runtime/native/addon.ts';
import type { SendBuffer } from '../../../runtime/net/datagram-socket.ts';
import type { UdpAddon } from '../../../runtime/net/native/udp-addon.ts';
import { addon, addonSerialTest, addonTest } from '../../addon.ts';
import { testThatNeeds } from '../../needed-software.ts';
import { datagramsOf } from './datagrams.ts';
import { openDgram, openNative, until } from './native-fixture.ts';

test('an option that is unknown or of the wrong kind is refused', (t) => {
  const code = 'ERR_WIRECHART_CONFIG';
  for (const options of [
    { gsO: true },
    { gso: 1 },
    { slotBytes: 0 },
    { slotBytes: 65_537 },
    { addon: 1 },
    { mmsg: null },
  ])
    t.throws(() => createNativeSockets(options as never), { code });
  t.throws(() => createNativeSockets({ addon: '/no/such/file.node' }), { code: 'ERR_WIRECHART_ADDON_MISSING' });
});

/** A buffer whose memory was transferred. */
function detached(): SendBuffer {
  const buffer = datagramsOf([10, 10]);
  structuredClone(buffer.bytes.buffer, { transfer: [buffer.bytes.buffer as ArrayBuffer] });
  return buffer;
}

/** A buffer whose memory shrank. */
function shrunk(): SendBuffer {
  const memory = new (
    ArrayBuffer as unknown as new (
      size: number,
      options: object,
    ) => ArrayBuffer & { resize(size: number): void }
  )(20, { maxByteLength: 40 });
  const bytes = new Uint8Array(memory);
  memory.resize(15);
  return { bytes, length: Int32Array.of(10, 10), count: 2 };
}

const { bytes, length } = datagramsOf([10, 10]);
const wrong: Readonly<Record<string, SendBuffer>> = {
  'detached memory': detached(),
  'memory that shrank': shrunk(),
  'a length that is negative': { bytes, length: Int32Array.of(10, -1), count: 2 },
  'lengths beyond the memory': { bytes, length: Int32Array.of(10, 11), count: 2 },
  'the largest length': { bytes, length: Int32Array.of(10, 0x7fffffff), count: 2 },
  'memory of another type': { bytes: new Float64Array(20) as never, length, count: 2 },
  'no memory': { bytes: undefined as never, length, count: 2 },
  'lengths of another type': { bytes, length: Float64Array.of(10, 10) as never, count: 2 },
};

for (const [name, buffer] of Object.entries(wrong)) {
  addonTest(`a buffer with ${name} is reported datagram by datagram, and the others are sent`, async (t) => {
    const theirs = await openDgram(t);
    const { socket, sent, unsent, failures } = openNative(t);
    await socket.connect('127.0.0.1', theirs.port);
    const [before, after] = [datagramsOf([5, 5]), datagramsOf([6])];
    for (const each of [before, buffer, after]) socket.send(each);
    socket.flush();
    await until(() => sent.length === 3 && theirs.arrivals.length === 3);
    t.deepEqual(sent, [before, buffer, after]);
    t.deepEqual(
      unsent.map(({ index, code }) => [index, code]),
      Array.from({ length: buffer.count }, (_, index) => [index, 'ERR_WIRECHART_CONFIG']),
    );
    t.true(unsent.every((each) => each.buffer === buffer));
    t.is(failures.length, buffer.count);
  });
}

addonTest('a buffer without datagrams is returned', async (t) => {
  const { socket, sent, unsent, failures } = openNative(t);
  socket.send({ bytes, length, count: 0 });
  socket.flush();
  await until(() => sent.length === 1);
  t.deepEqual([unsent, failures], [[], []]);
});

addonTest('a buffer whose datagrams cannot be counted is reported once and returned', async (t) => {
  const { socket, sent, unsent, failures } = openNative(t);
  const counts = [3, 2 ** 31 - 1, 2 ** 31, -1, 0.5, Number.NaN];
  const lengths = [[10, 10], { length: 2 }, undefined, new DataView(new ArrayBuffer(2))];
  for (const count of counts) socket.send({ bytes, length, count });
  for (const wrongLength of lengths) socket.send({ bytes, length: wrongLength as never, count: 2 });
  socket.flush();
  await until(() => sent.length === counts.length + lengths.length);
  await new Promise(setImmediate);
  t.deepEqual(unsent, []);
  t.deepEqual(
    failures.map(({ code }) => code),
    new Array(counts.length + lengths.length).fill('ERR_WIRECHART_CONFIG'),
  );
});

const transfer = {
  name: 'ArrayBuffer.transfer',
  // structuredClone does not detach memory of an addon.
  absence: 'transfer' in ArrayBuffer.prototype ? undefined : 'this Node has no ArrayBuffer.prototype.transfer',
};

testThatNeeds([addon, transfer], 'sockets whose shared memory was transferred report it, and do not throw', (t) => {
  const program = fileURLToPath(new URL('transferred-memory-program.js', import.meta.url));
  for (const part of ['slab', 'at']) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, part], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    t.is(stderr, '');
    t.is(status, 0);
    const { received, returned, unsent, failures, sent, refused } = JSON.parse(stdout);
    t.is(received, 1);
    t.is(returned, 2);
    t.deepEqual(unsent, ['ERR_WIRECHART_NATIVE', 'ERR_WIRECHART_NATIVE']);
    // Both datagrams, and those that arrived afterwards.
    t.true(failures.length > 2, stdout);
    t.deepEqual([...new Set(failures)], ['ERR_WIRECHART_NATIVE']);
    t.is(sent, 1);
    t.is(refused, 'ERR_WIRECHART_NATIVE');
  }
});

const Float16 = (globalThis as { Float16Array?: new (length: number) => Float64Array }).Float16Array;
const float16 = { name: 'Float16Array', absence: Float16 === undefined ? 'this Node has no Float16Array' : undefined };

testThatNeeds([addon, float16], 'an array of a type that the interface of Node does not know is refused', (t) => {
  const { udp } = loadAddon() as NativeAddon & { readonly udp: UdpAddon };
  const { socket } = openNative(t);
  for (let id = 1; id < 10; id++) {
    socket.stats();
    t.throws(() => udp.counters(id, new (Float16 as NonNullable<typeof Float16>)(18)), { code: 'NATIVE_TYPE' });
  }
});

addonTest('an address that the socket cannot send to is reported as such', async (t) => {
  const { socket, unsent, failures } = openNative(t);
  for (const address of ['::1', 'localhost', '']) socket.send(datagramsOf([5]), { address, family: 'IPv4', port: 9 });
  socket.send(datagramsOf([5]), { address: '127.0.0.1', family: 'IPv4', port: 65_536 });
  socket.send(datagramsOf([5]));
  socket.flush();
  await until(() => failures.length === 5);
  t.regex(failures[3]?.message ?? '', /address/);
  t.deepEqual(
    unsent.map(({ code }) => code),
    ['EAFNOSUPPORT', ...new Array<string>(3).fill('ERR_WIRECHART_CONFIG'), 'EDESTADDRREQ'],
  );
});

addonSerialTest('100,000 calls of the functions of the addon with random arguments throw or return', (t) => {
  const program = fileURLToPath(new URL('random-calls-program.js', import.meta.url));
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [program, '100000'], {
    encoding: 'utf8',
    timeout: 110_000,
  });
  t.deepEqual({ status, signal, stderr }, { status: 0, signal: null, stderr: '' });
  const { calls, returned, thrown, events } = JSON.parse(stdout);
  t.is(calls, 100_000);
  t.true(returned > calls / 20 && thrown > calls / 20 && events > 100, stdout);
});
