import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { createNativeSockets } from 'wirechart/net/native';
import type { SendBuffer } from '../../../runtime/net/datagram-socket.ts';
import { addonSerialTest, addonTest } from '../../addon.ts';
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
  'more datagrams than lengths': { bytes, length, count: 3 },
  'memory of another type': { bytes: new Float64Array(20) as never, length, count: 2 },
  'no memory': { bytes: undefined as never, length, count: 2 },
  'lengths of another type': { bytes, length: [10, 10] as never, count: 2 },
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
  const { socket, sent, unsent } = openNative(t);
  for (const count of [0, -1, 0.5, Number.NaN, 2 ** 31]) socket.send({ bytes, length, count });
  socket.flush();
  await until(() => sent.length === 5);
  t.deepEqual(unsent, []);
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
