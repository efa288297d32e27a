import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import { type ConnectOptions, connect, type DtlsSession, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { captureSocket, captureSockets } from './dgram-capture.ts';

const { ca, server: identity } = await localhostPair();
const serving = { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 };

/** A server that never answers; it writes down how long the datagrams are that it gets. */
async function silence(t: ExecutionContext): Promise<{ port: number; lengths: number[] }> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.teardown(() => socket.close());
  const lengths: number[] = [];
  socket.on('message', ({ length }) => lengths.push(length));
  return { port: socket.address().port, lengths };
}

/** Waits until this many datagrams have arrived, which may be after the timeout of their sender, and for those after. */
async function arrived(lengths: readonly number[], count: number): Promise<void> {
  while (lengths.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 50));
}

test('maxRetransmissions is the number of retransmissions before the handshake fails', async (t) => {
  // From the second retransmission on, a client sends a short flight once more each time.
  for (const [maxRetransmissions, expected] of [
    [0, 1],
    [1, 2],
    [3, 1 + 1 + 2 + 3],
  ] as const) {
    const { port, lengths } = await silence(t);
    // A ClientHello with a share of X25519 is one datagram.
    const dialing = { ca: ca.pem, ecdhCurve: 'X25519', initialTimeout: 20, maxRetransmissions };
    const session = connect('127.0.0.1', port, dialing);
    await t.throwsAsync(session.opened, { code: 'ERR_DTLS_TIMEOUT' });
    await arrived(lengths, expected);
    t.is(lengths.length, expected);
  }
});

test('fallbackMtu is the length of handshake datagrams where longer ones get no answer', async (t) => {
  const { port, lengths } = await silence(t);
  const alpn = Array.from({ length: 8 }, (_, index) => `${index}`.repeat(100));
  const timing = { initialTimeout: 20, maxRetransmissions: 2 };
  const dialing: ConnectOptions = { ca: ca.pem, alpn, ecdhCurve: 'X25519', ...timing, fallbackMtu: 300 };
  await t.throwsAsync(connect('127.0.0.1', port, dialing).opened, { code: 'ERR_DTLS_TIMEOUT' });
  await arrived(lengths, 4);
  t.true((lengths[0] as number) > 900);
  t.is(lengths[1], lengths[0]);
  t.true(lengths.slice(2).every((length) => length <= 300));
  t.true(Math.max(...lengths.slice(2)) > 280);
});

test.serial('udpTTL reaches the sockets of clients and servers', async (t) => {
  const ttls: number[] = [];
  const original = (createSocket('udp4').unref() as Socket).constructor.prototype as { setTTL(ttl: number): number };
  const { setTTL } = original;
  original.setTTL = function (this: Socket, ttl: number) {
    ttls.push(ttl);
    return setTTL.call(this, ttl);
  };
  try {
    const { result: endpoint } = captureSockets(() => listen(() => {}, { ...serving, udpTTL: 7 }));
    const { port } = endpoint.address();
    const { result: session } = await captureSocket(() => connect('127.0.0.1', port, { ca: ca.pem, udpTTL: 9 }));
    session.destroy();
    endpoint.destroy();
  } finally {
    original.setTTL = setTTL;
  }
  t.deepEqual(ttls, [7, 9]);
});

/** A relay between a client and a server that can hold datagrams back, in either direction. */
async function relay(t: ExecutionContext, serverPort: number) {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.teardown(() => socket.close());
  let clientPort = 0;
  const held: { bytes: Buffer; port: number }[] = [];
  let holds = 0;
  let passed = 0;
  socket.on('message', (bytes: Buffer, { port }: RemoteInfo) => {
    if (port !== serverPort) clientPort = port;
    const to = port === serverPort ? clientPort : serverPort;
    if (holds > 0) {
      holds--;
      held.push({ bytes, port: to });
      return;
    }
    passed++;
    socket.send(bytes, to, '127.0.0.1');
  });
  return {
    port: socket.address().port,
    holdNext: () => {
      holds = 1;
      passed = 0;
    },
    passed: () => passed,
    release: () => {
      for (const { bytes, port } of held.splice(0)) socket.send(bytes, port, '127.0.0.1');
    },
  };
}

/** Whether a record that comes 100 records late is taken, by a server or a client with this window. */
async function takesLate(t: ExecutionContext, side: 'server' | 'client', replayWindow: number): Promise<boolean> {
  const endpoint = listen(() => {}, { ...serving, ...(side === 'server' ? { replayWindow } : {}) });
  t.teardown(() => endpoint.destroy());
  const between = await relay(t, endpoint.address().port);
  const accepted = once(endpoint, 'session');
  const dialing = { ca: ca.pem, initialTimeout: 1000, ...(side === 'client' ? { replayWindow } : {}) };
  const client = connect('127.0.0.1', between.port, dialing);
  t.teardown(() => client.destroy());
  await client.opened;
  const [server] = (await accepted) as [DtlsSession];
  // What is left of the handshake, acknowledgements included, goes through before anything is held back: the relay keeps
  // the order of the datagrams.
  for (const [one, other] of [
    [server, client],
    [client, server],
    [server, client],
  ] as const) {
    const heard = once(other, 'message');
    one.send('hello');
    await heard;
  }
  const [from, to] = side === 'server' ? [client, server] : [server, client];
  const heard: string[] = [];
  to.onmessage = (data) => heard.push(Buffer.from(data).toString());
  between.holdNext();
  from.send('late');
  for (let i = 0; i < 100; i++) from.send('early');
  while (heard.length < 100) await new Promise((resolve) => setTimeout(resolve, 5));
  between.release();
  from.send('last');
  while (!heard.includes('last')) await new Promise((resolve) => setTimeout(resolve, 5));
  const { replayed } = to.stats.discarded;
  t.is(replayed, heard.includes('late') ? 0 : 1);
  return heard.includes('late');
}

for (const side of ['server', 'client'] as const) {
  test(`replayWindow of a ${side} is the number of records by which a record may be late`, async (t) => {
    t.timeout(60_000);
    t.true(await takesLate(t, side, 256));
    t.false(await takesLate(t, side, 64));
  });
}
