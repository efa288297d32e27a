import { createSocket, type Socket } from 'node:dgram';
import dns from 'node:dns/promises';
import { once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import test, { type ExecutionContext } from 'ava';
import { SystemError } from '../../runtime/errors/system-error.ts';
import { type ConnectOptions, connect, type DtlsSession, listen, TimeoutError } from '../../runtime/net/index.ts';
import { RefusalMonitor } from '../../runtime/net/refusal-monitor.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();
const TWO = 'two.test';

// A name with two addresses on this machine.
const { lookup } = dns;
dns.lookup = ((name: string, options: object) =>
  name === TWO
    ? Promise.resolve(['127.0.0.2', '127.0.0.1'].map((address) => ({ address, family: 4 })))
    : lookup(name, options)) as typeof dns.lookup;
syncBuiltinESMExports();

function serve(t: ExecutionContext, port = 0, host = '127.0.0.1') {
  const endpoint = listen(() => {}, { cert: identity.pem, key: identity.key, host, port });
  t.teardown(() => endpoint.destroy());
  return endpoint;
}

function dial(t: ExecutionContext, port: number, options: ConnectOptions = {}, host = '127.0.0.1'): DtlsSession {
  const session = connect(host, port, { ca: ca.pem, servername: 'localhost', initialTimeout: 50, ...options });
  t.teardown(() => session.destroy());
  return session;
}

function bound(t: ExecutionContext, address = '127.0.0.1', port = 0): Promise<Socket> {
  const socket = createSocket('udp4');
  t.teardown(() => socket.close());
  return new Promise((resolve) => socket.bind(port, address, () => resolve(socket)));
}

/** A port without a server. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

const soon = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

for (const [host, message] of [
  ['127.0.0.1', /^connect ECONNREFUSED 127\.0\.0\.1:\d+$/],
  [TWO, /^connect ECONNREFUSED two\.test:\d+ \(127\.0\.0\.1\)$/],
] as const) {
  test(`no server at ${host}: the client fails with ECONNREFUSED, host and port`, async (t) => {
    const port = await freePort();
    const before = performance.now();
    const session = dial(t, port, { refusedTimeout: 300 }, host);
    const error = await t.throwsAsync(session.opened, { message });
    t.true(error instanceof SystemError);
    t.like(error, { code: 'ECONNREFUSED', syscall: 'connect', address: '127.0.0.1', port });
    t.true(error?.message.includes(`:${port}`));
    const took = performance.now() - before;
    t.true(took >= 300 && took < 20_000, `${took} ms`);
    await t.throwsAsync(session.closed, { is: error });
  });
}

test('a session is offered to each address of a name, with early data to the first one only', async (t) => {
  const endpoint = listen(() => {}, {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    tickets: 1,
    earlyData: { onmessage: () => {} },
  });
  t.teardown(() => endpoint.destroy());
  const { port } = endpoint.address();
  const [plain, early] = await Promise.all(
    [0, 1].map(async () => {
      const [session] = await once(dial(t, port, { sessions: true }, TWO), 'session');
      return session;
    }),
  );
  t.true((await dial(t, port, { session: plain }, TWO).opened).resumed);
  t.true(plain.used);
  const withData = dial(t, port, { session: early, earlyData: [Buffer.from('once')] }, TWO);
  t.false((await withData.opened).resumed);
});

test('a key that is overwritten after connect() is used as it was', async (t) => {
  const found = new Uint8Array(32).fill(7);
  const host = '127.0.0.1';
  const endpoint = listen(() => {}, { host, port: 0, pskCallback: () => found });
  t.teardown(() => endpoint.destroy());
  const psk = { identity: Buffer.from('sensor'), key: new Uint8Array(32).fill(7) };
  const session = dial(t, endpoint.address().port, { psks: [psk] }, TWO);
  psk.key.fill(0);
  psk.identity.fill(0);
  t.is(Buffer.from((await session.opened).pskIdentity ?? []).toString(), 'sensor');
});

test('the default of refusedTimeout is three seconds, and the error has the address', async (t) => {
  const port = await freePort();
  const before = performance.now();
  const session = dial(t, port, { initialTimeout: 1000 });
  const error = await t.throwsAsync(session.opened, { code: 'ECONNREFUSED' });
  const took = performance.now() - before;
  t.true(took >= 3000 && took < 20_000, `${took} ms`);
  t.true(error?.stack?.includes(`127.0.0.1:${port}`));
});

test('a single refusal counts for the whole timeout and no longer, at any fraction of a millisecond', async (t) => {
  // What keeps the process alive otherwise is the socket.
  const alive = setInterval(() => {}, 1000);
  t.teardown(() => clearInterval(alive));
  const refused = Object.assign(new Error('recvmsg ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const givenUp = Array.from({ length: 40 }, (_, index) => {
    // The event loop's time stands still meanwhile.
    for (const until = performance.now() + 0.1 * (index % 7); performance.now() < until; );
    return new Promise<Error>((resolve) => new RefusalMonitor(20, resolve).refused(refused));
  });
  t.deepEqual(new Set(await Promise.all(givenUp)), new Set([refused]));
});

test('a client with a fragmented ClientHello fails with ECONNREFUSED too', async (t) => {
  const session = dial(t, await freePort(), {
    mtu: 300,
    alpn: Array.from({ length: 60 }, (_, index) => `protocol ${index}`),
    refusedTimeout: 300,
    handshakeTimeout: 20_000,
  });
  const error = (await t.throwsAsync(session.opened)) as NodeJS.ErrnoException;
  t.is(error?.code, 'ECONNREFUSED');
});

test('a server that starts while the network refuses is found', async (t) => {
  const port = await freePort();
  const session = dial(t, port, { refusedTimeout: 10_000 });
  await soon(120);
  serve(t, port);
  t.is((await session.opened).protocol, 'DTLSv1.3');
});

test('one datagram that is not refused keeps a client waiting for an answer', async (t) => {
  const port = await freePort();
  const session = dial(t, port, { refusedTimeout: 3000, handshakeTimeout: 7000 });
  await soon(200);
  // A socket is bound now and sends nothing.
  await bound(t, '127.0.0.1', port);
  const error = await t.throwsAsync(session.opened, { instanceOf: TimeoutError });
  t.like(error?.cause, { code: 'ECONNREFUSED' });
  t.true(error?.message.endsWith(`(127.0.0.1:${port})`));
});

test('after one valid record a refusal is only counted and does not change the address', async (t) => {
  const port = await freePort();
  const endpoint = serve(t, port, '127.0.0.2');
  const other = serve(t, port, '127.0.0.1');
  let isAsked = false;
  const session = dial(
    t,
    port,
    {
      refusedTimeout: 200,
      handshakeTimeout: 2500,
      verifyPeer: async () => {
        isAsked = true;
        await soon(300);
      },
    },
    TWO,
  );
  while (!isAsked) await soon(5);
  endpoint.destroy();
  // Its Finished is refused, again and again.
  await soon(1200);
  t.is(session.remoteAddress?.address, '127.0.0.2');
  t.is(other.stats.datagramsReceived, 0);
  t.false(session.destroyed);
});

test('a datagram without a valid record is not an answer', async (t) => {
  const liar = createSocket('udp4');
  await new Promise<void>((resolve) => liar.bind(0, '127.0.0.2', resolve));
  const { port } = liar.address();
  const endpoint = serve(t, port, '127.0.0.1');
  liar.once('message', (_, from) => {
    liar.send('hello', from.port, from.address, () => liar.close());
  });
  const session = dial(t, port, { refusedTimeout: 200 }, TWO);
  await session.opened;
  t.is(session.remoteAddress?.address, '127.0.0.1');
  t.true(endpoint.stats.helloRetryRequests > 0);
});

test('every failure of a connection names host and port, on both sides', async (t) => {
  const endpoint = serve(t);
  const { port } = endpoint.address();
  const failure = new Promise<Error>((resolve) => endpoint.once('handshakeerror', resolve));
  const session = dial(t, port, { servername: 'elsewhere.test' });
  const error = await t.throwsAsync(session.opened, { code: 'ERR_DTLS_CERTIFICATE_NAME_MISMATCH' });
  t.true(error?.message.endsWith(` (127.0.0.1:${port})`), error?.message);
  t.regex((await failure).message, /\(127\.0\.0\.1:\d+\)$/);
  const lost = dial(t, port, {}, 'no-such-host.invalid');
  const missing = await t.throwsAsync(lost.opened);
  t.true(missing?.message.includes(`no-such-host.invalid:${port}`), missing?.message);
  const silent = await bound(t);
  const timeout = await t.throwsAsync(dial(t, silent.address().port, { handshakeTimeout: 200 }).opened);
  t.true(timeout?.message.endsWith(` (127.0.0.1:${silent.address().port})`));
});

test('refusedTimeout is checked, and is not an option of servers', (t) => {
  for (const refusedTimeout of [-1, 1.5, '3000', Number.POSITIVE_INFINITY]) {
    const message = /^refusedTimeout: /;
    t.throws(() => connect('127.0.0.1', 1, { refusedTimeout: refusedTimeout as number }), { message });
  }
  const options = { cert: identity.pem, key: identity.key, port: 0, refusedTimeout: 1 };
  t.throws(() => listen(() => {}, options), { message: /^refusedTimeout: / });
});
