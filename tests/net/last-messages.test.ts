import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import {
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type ListenOptions,
  listen,
} from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { batchingSockets } from './batching-sockets.ts';

const { ca, server: identity } = await localhostPair();

function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}): DtlsEndpoint {
  const endpoint = listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, ...options });
  t.teardown(() => endpoint.destroy());
  return endpoint;
}

async function pair(t: ExecutionContext, options: Partial<ListenOptions> & ConnectOptions = {}) {
  const endpoint = serve(t, options);
  const accepted = once(endpoint, 'session');
  const client = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, initialTimeout: 200, ...options });
  t.teardown(() => client.destroy());
  await client.opened;
  const [server] = (await accepted) as [DtlsSession];
  return { endpoint, client, server };
}

/** The first `count` messages of a session, as texts. */
async function texts(session: DtlsSession, count: number): Promise<string[]> {
  const found: string[] = [];
  for await (const message of session) if (found.push(Buffer.from(message).toString()) === count) break;
  return found;
}

const arms = [
  ['dgram', () => undefined],
  ['sockets that work on batches', () => batchingSockets().sockets],
] as const;

for (const [name, make] of arms) {
  test(`messages sent just before close() leave before close_notify, with ${name}`, async (t) => {
    const { client, server } = await pair(t, { sockets: make() });
    const arrived = texts(server, 3);
    for (const text of ['one', 'two', 'three']) t.true(client.send(text));
    void client.close();
    t.deepEqual(await arrived, ['one', 'two', 'three']);
    await server.closed;
  });

  test(`messages sent just before destroy() leave, with ${name}`, async (t) => {
    const { client, server } = await pair(t, { sockets: make() });
    const arrived = texts(server, 2);
    t.true(client.send('one'));
    t.is(client.sendMany(Buffer.from('two'), Int32Array.of(0), Int32Array.of(3)), 1);
    client.destroy();
    t.deepEqual(await arrived, ['one', 'two']);
  });

  test(`messages sent just before the end of an endpoint leave, with ${name}`, async (t) => {
    const { endpoint, client, server } = await pair(t, { sockets: make() });
    const arrived = texts(client, 2);
    t.true(server.send('one'));
    t.true(server.send('two'));
    endpoint.destroy();
    t.deepEqual(await arrived, ['one', 'two']);
  });

  test(`messages around an update of the keys keep their order, with ${name}`, async (t) => {
    const { client, server } = await pair(t, { sockets: make() });
    const arrived = texts(server, 20);
    const expected: string[] = [];
    const updates: Promise<void>[] = [];
    for (let index = 0; index < 20; index++) {
      expected.push(`message ${index}`);
      t.true(client.send(`message ${index}`));
      if (index % 6 === 5) updates.push(client.updateKeys({ requestPeer: true }));
    }
    t.deepEqual(await arrived, expected);
    await Promise.all(updates);
    t.true(client.stats.keyUpdatesSent > 0);
  });

  test(`a side that got close_notify still sends in batches if it may, with ${name}`, async (t) => {
    const { client, server } = await pair(t, { sockets: make(), allowHalfOpen: true });
    const arrived = texts(server, 3);
    const peerClosed = once(client, 'peerClosed');
    void server.close();
    await peerClosed;
    t.true(client.send('one'));
    t.is(client.sendMany(Buffer.from('twothree'), Int32Array.of(0, 3), Int32Array.of(3, 5)), 2);
    t.deepEqual(await arrived, ['one', 'two', 'three']);
    void client.close();
    await server.closed;
  });
}

for (const end of ['exit', 'exception'] as const) {
  test(`messages of the tick that ends the process leave: ${end}`, async (t) => {
    const endpoint = serve(t);
    const accepted = once(endpoint, 'session');
    const program = fileURLToPath(new URL('last-messages-program.js', import.meta.url));
    const child = spawn(process.execPath, [program, String(endpoint.address().port), end], { stdio: 'ignore' });
    const [session] = (await accepted) as [DtlsSession];
    t.deepEqual(await texts(session, 2), ['last', 'very last']);
    if (child.exitCode === null) await once(child, 'exit');
    t.is(child.exitCode, end === 'exit' ? 0 : 1);
  });
}

test('answers of a handler to a batch leave in the same turn, and in order', async (t) => {
  const { sockets, counts } = batchingSockets();
  const { client, server } = await pair(t, { sockets });
  server.onmessage = (data) => {
    t.true(server.send(data));
    t.true(server.send(Buffer.concat([data, Buffer.from('!')])));
  };
  const arrived = texts(client, 20);
  const sent = counts.flushes;
  for (let index = 0; index < 10; index++) client.send(`${index}`);
  t.deepEqual(await arrived, Array.from({ length: 10 }, (_, index) => [`${index}`, `${index}!`]).flat());
  t.true(counts.flushes - sent < 10, 'not one flush for each message');
});

test('a message may be reused as soon as send() has returned', async (t) => {
  const { client, server } = await pair(t);
  const arrived = texts(server, 3);
  const data = Buffer.from('a');
  for (const text of ['a', 'b', 'c']) {
    data.write(text);
    client.send(data);
  }
  data.fill(0);
  t.deepEqual(await arrived, ['a', 'b', 'c']);
});

test('messages of one tick to several peers are given to the system together', async (t) => {
  const { sockets, counts } = batchingSockets();
  const endpoint = serve(t, { sockets });
  const servers: DtlsSession[] = [];
  endpoint.on('session', (session) => servers.push(session));
  const clients: DtlsSession[] = [];
  for (let index = 0; index < 5; index++) {
    const client = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, initialTimeout: 200 });
    t.teardown(() => client.destroy());
    await client.opened;
    clients.push(client);
  }
  while (servers.length < 5) await new Promise(setImmediate);
  // The last ACKs of the handshakes.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const arrived = clients.map((client) => texts(client, 2));
  const before = counts.flushes;
  for (const text of ['one', 'two']) for (const server of servers) t.true(server.send(text));
  t.is(counts.flushes, before, 'the tick is not over');
  await new Promise((resolve) => process.nextTick(resolve));
  t.is(counts.flushes, before + 1);
  for (const each of await Promise.all(arrived)) t.deepEqual(each, ['one', 'two']);
  // A slab of messages to one peer does not wait.
  const message = new Uint8Array(1000);
  for (let count = 0; count < 520; count++) servers[0]?.send(message);
  t.true(counts.flushes > before + 3, `${counts.flushes}`);
});
