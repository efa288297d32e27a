import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import { type ConnectOptions, connect, type DtlsSession, listen, type MtuChange } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { captureSocket } from './dgram-capture.ts';
import { narrow } from './narrow-network.ts';

const { ca, server: identity } = await localhostPair();
const connectionIds = { length: 8 };

async function both(t: ExecutionContext, options: ConnectOptions = {}) {
  const endpoint = listen(() => {}, {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    connectionIds,
  });
  const accepted = once(endpoint, 'session');
  const { result: client, socket } = await captureSocket(() =>
    connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, connectionIds, ...options }),
  );
  t.teardown(() => {
    client.destroy();
    endpoint.destroy();
  });
  const early = [client.mtu, client.maxMessageSize];
  await client.opened;
  const [server] = (await accepted) as [DtlsSession];
  return { client, server, socket, early };
}

test.serial('an application reads the path MTU that is assumed, and sets it', async (t) => {
  const { client, server, early } = await both(t);
  t.deepEqual(early, [0, 0]);
  t.is(client.mtu, 1200);
  const overhead = 1200 - client.maxMessageSize;
  const changes: MtuChange[] = [];
  client.on('mtuChange', (change) => changes.push(change));
  for (const size of [4000, 600]) {
    client.mtu = size;
    t.is(client.mtu, size);
    t.is(client.maxMessageSize, size - overhead);
    const arrived = once(server, 'message');
    client.send(new Uint8Array(client.maxMessageSize));
    t.is(((await arrived)[0] as Uint8Array).length, size - overhead);
  }
  for (const size of [255, 65_508, 1.5, 'x', undefined, null]) {
    t.throws(() => Object.assign(client, { mtu: size }), { code: 'ERR_WIRECHART_CONFIG', message: /mtu/ });
  }
  t.is(client.mtu, 600);
  await client.close();
  t.deepEqual(changes, []);
  t.is(client.mtu, 0);
  t.throws(() => Object.assign(client, { mtu: 1200 }), { code: 'ERR_DTLS_NOT_OPEN' });
});

test.serial(
  'an application that discovers the path MTU by itself may try any length, also after one was refused',
  async (t) => {
    const { client, server, socket } = await both(t, { mtu: 1400 });
    narrow(socket, 1350);
    const overhead = 1400 - client.maxMessageSize;
    const arrived: number[] = [];
    server.on('message', (data) => arrived.push(data.length + overhead));
    const changes: MtuChange[] = [];
    client.on('mtuChange', (change) => changes.push(change));
    for (const size of [1400, 1300, 1351, 1350]) {
      client.mtu = size;
      const sent = size > 1350 ? once(client, 'lost') : once(server, 'message');
      client.send(new Uint8Array(client.maxMessageSize));
      await sent;
    }
    t.deepEqual(arrived, [1300, 1350], 'each message is one datagram, of the length that it needs');
    t.deepEqual(
      changes.map(({ mtu }) => mtu),
      [1050, 1013],
    );
    t.is(changes[0]?.maxMessageSize, 1050 - overhead);
  },
);

test.serial('mtuDiscovery raises the longest message while messages are sent, and loses none', async (t) => {
  const { client, server, socket } = await both(t, { mtuDiscovery: { max: 4000 } });
  narrow(socket, 2500);
  let lost = 0;
  client.on('lost', () => lost++);
  const changed = once(client, 'mtuChange');
  let arrived = 0;
  server.on('message', () => arrived++);
  client.send('data');
  await changed;
  for (let tries = 0; tries < 200 && client.mtu <= 2484; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  t.true(client.mtu > 2484 && client.mtu <= 2500, `${client.mtu}`);
  const long = once(server, 'message');
  client.send(new Uint8Array(client.maxMessageSize));
  await long;
  t.is(arrived, 2);
  t.is(lost, 0);
  t.is(client.stats.messagesLost, 0);
  t.true(client.stats.mtuProbesSent > client.stats.mtuProbesAnswered);
  t.true(client.stats.mtuProbesAnswered > 0);
});
