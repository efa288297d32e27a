import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import { connect, type DtlsSession, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { captureSocket, captureSockets } from './dgram-capture.ts';

const { ca, server: identity } = await localhostPair();

/** A session over loopback, both sides of it and their sockets. One at a time: the sockets are captured as they open. */
async function open(t: ExecutionContext) {
  const { result: endpoint, sockets } = captureSockets(() =>
    listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, initialTimeout: 100 }),
  );
  t.teardown(() => endpoint.destroy());
  const accepted = once(endpoint, 'session');
  const { result: client, socket } = await captureSocket(() =>
    connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, initialTimeout: 100, maxRetransmissions: 2 }),
  );
  t.teardown(() => client.destroy());
  const [server] = (await accepted) as [DtlsSession];
  await client.opened;
  await server.opened;
  return { client, server, socket, serverSocket: sockets[0] as Socket };
}

type Callback = (error: Error | null, bytes: number) => void;

/** The next `count` datagrams of the socket are not sent: the system reports an error, or the call throws. */
function failNext(socket: Socket, count: number, how: 'reports' | 'throws'): () => number {
  const send = socket.send.bind(socket) as (...parts: unknown[]) => void;
  let failed = 0;
  socket.send = ((...parts: unknown[]) => {
    if (failed === count) {
      send(...parts);
      return;
    }
    failed += 1;
    const error = Object.assign(new Error('send ENOBUFS'), { code: 'ENOBUFS', syscall: 'send' });
    if (how === 'throws') throw error;
    process.nextTick(parts.at(-1) as Callback, error);
  }) as typeof socket.send;
  return () => failed;
}

test.serial(
  'updateKeys() resolves when the peer has acknowledged the KeyUpdate, and the data of both sides follows',
  async (t) => {
    const { client, server } = await open(t);
    await Promise.all([client.updateKeys({ requestPeer: true }), server.updateKeys()]);
    t.true(client.stats.keyUpdatesSent >= 1);
    t.true(server.stats.keyUpdatesSent >= 1);
    const message = once(server, 'message');
    client.send('under the new keys');
    const [data] = (await message) as [Uint8Array];
    t.is(Buffer.from(data).toString(), 'under the new keys');
  },
);

for (const how of ['reports', 'throws'] as const) {
  test.serial(`a KeyUpdate that the system does not send is sent again: the socket ${how} it`, async (t) => {
    const { client, socket } = await open(t);
    // Then nothing is outstanding: the next datagram has a KeyUpdate.
    await client.updateKeys();
    const { retransmissions } = client.stats;
    const failed = failNext(socket, 1, how);
    await client.updateKeys();
    t.is(failed(), 1);
    t.is(client.stats.keyUpdatesSent, 2);
    t.true(client.stats.retransmissions > retransmissions);
  });
}

test.serial('updateKeys() rejects with the TimeoutError of the session when the peer is silent', async (t) => {
  const { client, serverSocket } = await open(t);
  serverSocket.removeAllListeners('message');
  client.on('error', () => {});
  await t.throwsAsync(client.updateKeys(), { code: 'ERR_DTLS_TIMEOUT' });
  await t.throwsAsync(client.updateKeys(), { code: 'ERR_DTLS_NOT_OPEN' });
});

test.serial('updateKeys() rejects when the session is closed or destroyed before the answer', async (t) => {
  for (const end of ['close', 'destroy'] as const) {
    const { client, serverSocket } = await open(t);
    serverSocket.removeAllListeners('message');
    const updated = t.throwsAsync(client.updateKeys());
    if (end === 'close') void client.close().catch(() => {});
    else client.destroy();
    t.regex(`${Reflect.get((await updated) ?? {}, 'code')}`, /^ERR_DTLS_(?:CLOSED|DESTROYED|TIMEOUT)$/);
  }
});
