import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { connect, type DtlsEndpoint, type DtlsSession, listen, WirechartError } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();

interface Open {
  readonly endpoint: DtlsEndpoint;
  readonly client: DtlsSession;
  readonly server: DtlsSession;
}

async function open(t: ExecutionContext): Promise<Open> {
  const endpoint = listen(() => {}, {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    requestCert: 'later',
    ca: ca.pem,
    tickets: 1,
    connectionIds: { length: 4 },
  });
  const accepted = once(endpoint, 'session');
  const client = connect('127.0.0.1', endpoint.address().port, {
    ca: ca.pem,
    servername: 'localhost',
    connectionIds: { length: 4 },
  });
  t.teardown(() => endpoint.destroy());
  t.teardown(() => client.destroy());
  await client.opened;
  const [server] = (await accepted) as [DtlsSession];
  await server.opened;
  return { endpoint, client, server };
}

/** Each end of a session, after which the calls below are made. */
const ends: Readonly<Record<string, (open: Open) => Promise<unknown>>> = {
  'close()': ({ client, server }) => Promise.all([client.close(), server.closed]),
  'destroy()': async ({ client, server }) => {
    client.destroy();
    server.destroy();
  },
  'the end of its endpoint': ({ endpoint, client }) => Promise.all([endpoint.close(), client.closed]),
};

for (const [title, end] of Object.entries(ends)) {
  test(`every call of a session after ${title} fails with a typed error, or has no effect`, async (t) => {
    const opened = await open(t);
    await end(opened);
    for (const session of [opened.client, opened.server]) {
      const refused = (call: () => unknown, code: string) => t.throws(call, { instanceOf: WirechartError, code });
      refused(() => session.send('x'), 'ERR_DTLS_CLOSED');
      refused(() => session.exportKeyingMaterial(8, 'EXPORTER-x'), 'ERR_DTLS_NOT_OPEN');
      refused(() => {
        session.mtu = 1000;
      }, 'ERR_DTLS_NOT_OPEN');
      const calls = [() => session.updateKeys(), () => session.migrate()];
      for (const call of calls) await t.throwsAsync(call, { instanceOf: WirechartError, code: 'ERR_DTLS_NOT_OPEN' });
      await t.throwsAsync(session.requestCertificate(), { instanceOf: WirechartError, code: 'ERR_DTLS_NOT_OPEN' });
      t.deepEqual([session.maxMessageSize, session.mtu, session.destroyed], [0, 0, true]);
      t.deepEqual(await session.messages().next(), { done: true, value: undefined });
      t.is(session.close(), session.closed);
      session.destroy(new Error('too late'));
      await t.notThrowsAsync(session.closed);
    }
  });
}

test('the second close() of a session and of an endpoint returns the promise of the first, also after the end', async (t) => {
  const { endpoint, client, server } = await open(t);
  for (const each of [client, server, endpoint]) {
    const first = each.close();
    t.is(each.close(), first);
    await first;
    t.is(each.close(), first);
    each.destroy();
    await t.notThrowsAsync(each.closed);
  }
});

test('every call of an endpoint after its end fails with a typed error, or has no effect', async (t) => {
  const { endpoint, client } = await open(t);
  await endpoint.close();
  const gone = { instanceOf: WirechartError, code: 'ERR_DTLS_NOT_LISTENING' };
  t.throws(() => endpoint.address(), gone);
  t.throws(() => endpoint.sendDatagram(new Uint8Array(1), { address: '127.0.0.1', family: 'IPv4', port: 9 }), gone);
  t.notThrows(() => endpoint.setTicketKeys([new Uint8Array(32)]));
  t.notThrows(() => endpoint.setCookieKeys([new Uint8Array(32)]));
  t.is(endpoint.ref().unref(), endpoint);
  t.is(endpoint.sessions, 0);
  t.true(endpoint.destroyed);
  await client.closed;
});

test('`await using` closes a session and an endpoint at the end of the block', async (t) => {
  const { endpoint, client } = await open(t);
  {
    await using session = client;
    t.false(session.destroyed);
  }
  t.true(client.destroyed);
  {
    await using server = endpoint;
    t.false(server.destroyed);
  }
  t.true(endpoint.destroyed);
  t.truthy(endpoint.stats.destroyedAt);
});

test('statistics are frozen copies, which can be read after the end and then do not change', async (t) => {
  const { endpoint, client, server } = await open(t);
  client.send('one');
  await once(server, 'message');
  const early = client.stats;
  t.is(early.messagesSent, 1);
  client.send('two');
  t.is(early.messagesSent, 1);
  await client.close();
  await server.closed;
  await endpoint.close();
  const last = [client.stats, server.stats, endpoint.stats];
  for (const stats of last) {
    t.true(Object.isFrozen(stats) && Object.isFrozen(stats.discarded));
    t.true((stats.destroyedAt ?? 0) > 0);
  }
  t.true([client, server].every(({ stats }) => Object.isFrozen(stats.epochs)));
  t.like(client.stats, { messagesSent: 2, bytesSent: 6 });
  t.like(server.stats, { messagesReceived: 2 });
  t.like(endpoint.stats, { sessionsOpened: 1, handshakesFailed: 0 });
  await delay(300);
  t.deepEqual([client.stats, server.stats, endpoint.stats], last);
});
