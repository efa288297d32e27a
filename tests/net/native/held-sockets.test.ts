import { spawnSync } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ExecutionContext } from 'ava';
import { createNativeSockets, type HeldDescriptor, type HeldSockets } from 'wirechart/net/native';
import type { DatagramSocketHandlers } from '../../../runtime/net/datagram-socket.ts';
import { addonSerialTest, addonTest } from '../../addon.ts';
import { until } from './native-fixture.ts';

const program = fileURLToPath(new URL('held-sockets-program.js', import.meta.url));
const ignored: DatagramSocketHandlers = { received() {}, sent() {}, unsent() {}, failure() {} };

function hold(t: ExecutionContext, count: number, address = '127.0.0.1'): HeldSockets {
  const held = createNativeSockets().hold(address, 0, count);
  t.teardown(() => held.close());
  return held;
}

function open(t: ExecutionContext, descriptor: HeldDescriptor, handlers: Partial<DatagramSocketHandlers> = {}) {
  const { address, port } = descriptor;
  const socket = createNativeSockets()
    .adopt(descriptor)
    .open(address, port, {}, { ...ignored, ...handlers });
  t.teardown(() => socket.close());
  return socket;
}

/** A thread that has adopted the socket, and the peers that it has received from. */
async function adopter(t: ExecutionContext, descriptor: HeldDescriptor) {
  const worker = new Worker(new URL('held-thread-program.js', import.meta.url), {
    workerData: { descriptor, mode: 'echo' },
  });
  t.teardown(() => worker.terminate());
  const [first] = await once(worker, 'message');
  const peers: number[] = [];
  worker.on('message', (ports: readonly number[]) => peers.push(...ports));
  return { worker, first, peers };
}

/** Sockets of different ports, and the datagrams that they have received. */
async function clients(t: ExecutionContext, count: number) {
  const echoes = { count: 0 };
  const sockets = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = dgram.createSocket('udp4').on('message', () => echoes.count++);
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      t.teardown(() => socket.close());
      return socket;
    }),
  );
  const send = (port: number) => {
    return Promise.all(sockets.map((each) => new Promise((done) => each.send('hello', port, '127.0.0.1', done))));
  };
  return { echoes, send };
}

const sorted = (ports: readonly number[]): readonly number[] => [...new Set(ports)].sort((a, b) => a - b);
const descriptorOf = ({ descriptors }: HeldSockets, index = 0) => descriptors[index] as HeldDescriptor;

addonSerialTest('64 flows are spread over two threads, and stay where they are when one is replaced', async (t) => {
  const held = hold(t, 2);
  const { port } = held.address();
  const { echoes, send } = await clients(t, 64);
  const [a, b] = [await adopter(t, descriptorOf(held, 0)), await adopter(t, descriptorOf(held, 1))];
  await send(port);
  await until(() => echoes.count === 64);
  await until(() => a.peers.length + b.peers.length === 64);
  const flows = [sorted(a.peers), sorted(b.peers)] as const;
  // 2 ** -57 for each side, if it were chance.
  t.true(flows[0].length > 5 && flows[1].length > 5, `${flows[0].length} and ${flows[1].length}`);

  const exit = once(a.worker, 'exit');
  await a.worker.terminate();
  await exit;
  // Half of these wait in the socket that no thread reads.
  await send(port);
  await until(() => echoes.count === 64 + flows[1].length);
  const successor = await adopter(t, descriptorOf(held, 0));
  t.is(successor.first, 'open');
  await until(() => echoes.count === 128);
  await send(port);
  await until(() => echoes.count === 192 && successor.peers.length === 2 * flows[0].length);
  t.deepEqual(sorted(successor.peers), flows[0]);
  t.deepEqual(sorted(b.peers), flows[1]);
});

addonSerialTest('threads are terminated 50 times in the middle of traffic, and nothing aborts', (t) => {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [program, '50'], {
    encoding: 'utf8',
    timeout: 100_000,
  });
  t.deepEqual({ status, signal, stdout, stderr }, { status: 0, signal: null, stdout: '50 opened\n', stderr: '' });
});

addonTest('a held socket has one reader at a time, and is open again when that one has closed it', async (t) => {
  const descriptor = descriptorOf(hold(t, 1));
  const { worker, first } = await adopter(t, descriptor);
  t.is(first, 'open');
  const busy = { code: 'EBUSY', message: `adopt EBUSY 127.0.0.1:${descriptor.port}`, name: 'SystemError' };
  t.throws(() => open(t, descriptor), busy);
  t.is((await adopter(t, descriptor)).first, 'EBUSY');
  const exit = once(worker, 'exit');
  worker.postMessage('close');
  await exit;
  const socket = open(t, descriptor);
  t.throws(() => open(t, descriptor), busy);
  socket.close();
  t.deepEqual(open(t, descriptor).address(), { address: '127.0.0.1', family: 'IPv4', port: descriptor.port });
});

addonTest('the holder closes its sockets, and the thread that has one keeps it', async (t) => {
  const held = hold(t, 2);
  const { port } = held.address();
  const { echoes, send } = await clients(t, 20);
  const a = await adopter(t, descriptorOf(held, 0));
  await adopter(t, descriptorOf(held, 1));
  held.close();
  held.close();
  await send(port);
  await until(() => echoes.count === 20);
  const exit = once(a.worker, 'exit');
  await a.worker.terminate();
  await exit;
  t.throws(() => open(t, descriptorOf(held, 0)), { code: 'EBADF', message: `adopt EBADF 127.0.0.1:${port}` });
});

addonTest('descriptors that name no held socket are refused', (t) => {
  const held = hold(t, 2);
  const [first, second] = [descriptorOf(held, 0), descriptorOf(held, 1)];
  const refuse = (descriptor: unknown, option: string): void => {
    const message = new RegExp(`^${option}: `);
    t.throws(() => createNativeSockets().adopt(descriptor as never), { code: 'ERR_WIRECHART_CONFIG', message });
  };
  for (const descriptor of [undefined, null, 7, 'fd', {}, []]) refuse(descriptor, 'descriptor');
  for (const id of [undefined, '1', 0, -1, 0.5, 2 ** 53, Number.NaN]) refuse({ ...first, id }, 'descriptor');
  for (const address of [undefined, 7, '', 'localhost']) refuse({ ...first, address }, 'descriptor');
  for (const port of [undefined, 0, -1, 65_536, '7']) refuse({ ...first, port }, 'port');

  const unknown = { code: 'EBADF', name: 'SystemError' };
  // Standard output, and numbers near those that exist.
  for (const id of [1, 2, first.id + 1, first.id + 1024, first.id - 1024, 2 ** 53 - 1]) {
    if (id !== second.id) t.throws(() => open(t, { ...first, id }), unknown, `${id}`);
  }
  // Of another process: the number exists here, with another address.
  t.throws(() => open(t, { ...first, port: first.port === 9 ? 10 : 9 }), unknown);
  t.throws(() => open(t, { ...first, address: '127.0.0.2' }), unknown);
  t.throws(() => open(t, { ...first, address: '::1' }), unknown);

  const adopted = createNativeSockets().adopt(structuredClone(first));
  const config = { code: 'ERR_WIRECHART_CONFIG' };
  t.throws(() => adopted.open('127.0.0.2', first.port, {}, ignored), {
    ...config,
    message: /^address: .*127\.0\.0\.1/,
  });
  t.throws(() => adopted.open('127.0.0.1', first.port ^ 1, {}, ignored), { ...config, message: /^port: / });
  const socket = adopted.open('127.0.0.1', 0, {}, ignored);
  t.teardown(() => socket.close());
  t.is(adopted.name, 'native');
});

addonTest('a held address is free before, and shared with other processes only on request', (t) => {
  const sockets = createNativeSockets();
  const held = hold(t, 2);
  const { port } = held.address();
  const inUse = { code: 'EADDRINUSE', name: 'SystemError' };
  t.throws(() => sockets.hold('127.0.0.1', port, 1), inUse);
  t.throws(() => sockets.open('127.0.0.1', port, {}, ignored), inUse);
  const sharing = createNativeSockets({ reusePort: true }).hold('127.0.0.1', port, 1);
  sharing.close();
  held.close();
  const again = sockets.hold('127.0.0.1', port, 1);
  t.is(again.address().port, port);
  again.close();
});

addonSerialTest('mistakes in the arguments of `hold` are refused, and nothing stays open', (t) => {
  const sockets = createNativeSockets();
  const before = openFiles();
  const refuse = (option: string, ...args: unknown[]): void => {
    const hold = sockets.hold as (...args: unknown[]) => HeldSockets;
    t.throws(() => hold(...args), { code: 'ERR_WIRECHART_CONFIG', message: new RegExp(`^${option}: `) });
  };
  for (const count of [undefined, 0, 65, 1.5, '2']) refuse('count', '127.0.0.1', 0, count);
  refuse('address', 'localhost', 0, 1);
  refuse('port', '127.0.0.1', -1, 1);
  refuse('udpTTL', '127.0.0.1', 0, 1, { udpTTL: 0 });
  t.throws(() => sockets.hold('192.0.2.1', 0, 2), { code: 'EADDRNOTAVAIL', message: /^bind / });
  const held = sockets.hold('127.0.0.1', 0, 64, { udpReceiveBufferSize: 65_536 });
  t.is(new Set(held.descriptors.map(({ id }) => id)).size, 64);
  held.close();
  t.is(openFiles(), before);
});

addonSerialTest('more sockets than the addon keeps are refused, and those of the call are closed', (t) => {
  const sockets = createNativeSockets();
  const all: HeldSockets[] = [];
  t.teardown(() => {
    for (const held of all) held.close();
  });
  const before = openFiles();
  t.throws(
    () => {
      // No multiple of the limit: the last call has opened some.
      for (let call = 0; call < 20; call++) all.push(sockets.hold('127.0.0.1', 0, 60));
    },
    { code: 'EMFILE' },
  );
  for (const held of all) held.close();
  t.is(openFiles(), before);
});

addonTest('IPv6 sockets are held, and receive', async (t) => {
  const descriptor = descriptorOf(hold(t, 1, '::1'));
  const received: string[] = [];
  const socket = open(t, descriptor, {
    received({ slab, at, length, remote }) {
      const from = at[0] as number;
      received.push(`${remote[0]?.address} ${Buffer.from(slab.subarray(from, from + (length[0] as number)))}`);
    },
  });
  t.is(socket.address().family, 'IPv6');
  const peer = dgram.createSocket('udp6');
  t.teardown(() => peer.close());
  peer.send('hello', descriptor.port, '::1');
  await until(() => received.length === 1);
  t.deepEqual(received, ['::1 hello']);
});

addonTest('sockets that a thread holds are closed when it ends', async (t) => {
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
    import(workerData).then(({ createNativeSockets }) => {
      const held = createNativeSockets().hold('127.0.0.1', 0, 2);
      parentPort.postMessage(held.descriptors[0]);
    });
    parentPort.on('message', () => {});`,
    { eval: true, workerData: new URL('../../../runtime/net/native/index.js', import.meta.url).href },
  );
  const [descriptor] = await once(worker, 'message');
  const socket = open(t, descriptor);
  socket.close();
  await worker.terminate();
  t.throws(() => open(t, descriptor), { code: 'EBADF' });
});

/** Descriptors of this process. The tests that count them run alone. */
function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}
