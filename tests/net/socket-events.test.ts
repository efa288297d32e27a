import { spawnSync } from 'node:child_process';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import type { DatagramSocket, DatagramSocketHandlers } from '../../runtime/net/datagram-socket.ts';
import { dgramSockets } from '../../runtime/net/dgram-sockets.ts';
import { connect, type DtlsEndpoint, type ListenOptions, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { captureSockets } from './dgram-capture.ts';
import { testProvider } from './host-under-test.ts';

const { ca, server: identity } = await localhostPair();

function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}): { endpoint: DtlsEndpoint; socket: Socket } {
  const { result: endpoint, sockets } = captureSockets(() =>
    listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, ...options }),
  );
  t.teardown(() => endpoint.destroy());
  return { endpoint, socket: sockets[0] as Socket };
}

/** A client's first datagram, which is its whole ClientHello because the share is of X25519. */
async function firstDatagram(t: ExecutionContext): Promise<Buffer> {
  const listener = createSocket('udp4').bind(0, '127.0.0.1');
  await once(listener, 'listening');
  const heard = once(listener, 'message');
  const session = connect('127.0.0.1', listener.address().port, { ca: ca.pem, ecdhCurve: 'X25519' });
  const [hello] = (await heard) as [Buffer, RemoteInfo];
  session.destroy();
  listener.close();
  t.true(hello.length > 100);
  return hello;
}

async function shakesHands(endpoint: DtlsEndpoint): Promise<void> {
  const session = connect('localhost', endpoint.address().port, { ca: ca.pem, initialTimeout: 200 });
  await session.opened;
  await session.close();
}

const from = (port: number): RemoteInfo => ({ address: '127.0.0.1', family: 'IPv4', port, size: 0 });

test('twenty thousand ClientHellos from UDP port 0 do not stop a server', async (t) => {
  const { endpoint, socket } = serve(t);
  const hello = await firstDatagram(t);
  for (let i = 0; i < 20_000; i++) socket.emit('message', Buffer.from(hello), from(0));
  t.is(endpoint.stats.datagramsUnanswerable, 20_000);
  t.is(endpoint.stats.helloRetryRequests, 0, 'nothing looks at them');
  t.is(endpoint.stats.networkFailures, 0);
  await t.notThrowsAsync(shakesHands(endpoint));
});

test('a datagram from UDP port 0, sent through a raw socket, is dropped by a server that goes on', async (t) => {
  const { endpoint } = serve(t);
  const hello = await firstDatagram(t);
  const packet = Buffer.alloc(8);
  packet.writeUInt16BE(endpoint.address().port, 2);
  packet.writeUInt16BE(8 + hello.length, 4);
  // Without a checksum, which IPv4 permits (RFC 768); the kernel writes the IP header.
  const program = [
    'import socket, sys',
    's = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)',
    's.sendto(sys.stdin.buffer.read(), ("127.0.0.1", 0))',
  ].join('\n');
  const { status, error } = spawnSync('python3', ['-c', program], { input: Buffer.concat([packet, hello]) });
  if (error !== undefined || status !== 0) {
    t.log('not tried: raw sockets take Python and the rights of root');
    t.pass();
    return;
  }
  await t.notThrowsAsync(shakesHands(endpoint));
  t.is(endpoint.stats.datagramsUnanswerable, 1);
});

function open(options = {}): {
  socket: DatagramSocket;
  raw: Socket;
  failures: string[];
  arrived: number[];
  sendTo: (port: number) => Promise<void>;
} {
  const failures: string[] = [];
  const arrived: number[] = [];
  const returned: (() => void)[] = [];
  const handlers: DatagramSocketHandlers = {
    received: ({ length }) => arrived.push(length[0] ?? -1),
    sent: () => {
      for (const resolve of returned.splice(0)) resolve();
    },
    unsent: () => {},
    failure: ({ code }) => failures.push(code ?? ''),
  };
  const { result: socket, sockets } = captureSockets(() => dgramSockets.open('127.0.0.1', 0, options, handlers));
  const sendTo = (port: number): Promise<void> =>
    new Promise((resolve) => {
      returned.push(resolve);
      const buffer = { bytes: new Uint8Array(1), length: Int32Array.of(1), count: 1 };
      socket.send(buffer, { address: '127.0.0.1', family: 'IPv4', port });
    });
  return { socket, raw: sockets[0] as Socket, failures, arrived, sendTo };
}

test('an exception of dgram is a failure that returns the buffer', async (t) => {
  const { socket, failures, arrived, raw, sendTo } = open();
  raw.emit('message', Buffer.alloc(3), from(0));
  t.deepEqual(arrived, []);
  t.like(socket.counters, { datagramsReceived: 1, unanswerable: 1 });
  await sendTo(0);
  t.is(socket.counters.failures, 1);
  t.deepEqual(failures, ['ERR_SOCKET_BAD_PORT']);
  socket.close();
});

test('a socket that was closed externally accepts every call', async (t) => {
  const { socket, raw, failures, sendTo } = open();
  raw.close();
  await sendTo(9);
  await new Promise(setImmediate);
  t.deepEqual(failures, ['ERR_SOCKET_DGRAM_NOT_RUNNING']);
  socket.ref();
  socket.unref();
  await new Promise<void>((resolve) => socket.close(resolve));
  await t.throwsAsync(socket.connect('127.0.0.1', 9));
  t.is(socket.counters.datagramsSent, 0);
});

test('an invalid time to live leaves no socket open', async (t) => {
  const handlers = { received: () => {}, sent: () => {}, unsent: () => {}, failure: () => {} };
  let refused: readonly Socket[] = [];
  t.throws(
    () => {
      const { sockets, result } = captureSockets(() => {
        try {
          return dgramSockets.open('127.0.0.1', 0, { udpTTL: 999 }, handlers);
        } catch (error) {
          return error as Error;
        }
      });
      refused = sockets;
      throw result;
    },
    { code: 'EINVAL' },
  );
  t.throws(() => refused[0]?.address(), undefined, 'it is closed');
});

test('a server whose sends all fail continues, and serves when the network is back', async (t) => {
  const { endpoint, socket } = serve(t);
  const hello = await firstDatagram(t);
  const { send } = socket;
  socket.send = () => {
    throw new Error('no network');
  };
  for (let port = 1; port <= 200; port++) {
    socket.emit('message', Buffer.from(hello), from(port));
    if (port % 100 === 0) await new Promise(setImmediate);
  }
  socket.send = send;
  t.is(endpoint.stats.networkFailures, 200);
  t.is(endpoint.stats.datagramsDropped, 0);
  await t.notThrowsAsync(shakesHands(endpoint));
});

test('an exception of the provider does not end a server', async (t) => {
  let fails = false;
  const provider = new Proxy(testProvider, {
    get(target, name) {
      if (fails) throw new Error('the provider is broken');
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const { endpoint, socket } = serve(t, { provider });
  const told: unknown[] = [];
  endpoint.on('internalerror', (error) => told.push(error));
  const hello = await firstDatagram(t);
  fails = true;
  t.notThrows(() => socket.emit('message', Buffer.from(hello), from(7)));
  fails = false;
  t.is(told.length, endpoint.stats.internalErrors);
  await t.notThrowsAsync(shakesHands(endpoint));
});
