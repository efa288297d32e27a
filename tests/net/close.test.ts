import { spawnSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
import test, { type ExecutionContext } from 'ava';
import { DtlsConnection } from '../../runtime/dtls13/connection/connection.ts';
import {
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type ListenOptions,
  listen,
} from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();
const HANGING = 'hangs.test';
const MANY = 'many.test';

// The names of this file are looked up here: one never resolves, one has several addresses without a server.
const { lookup } = dns;
dns.lookup = ((name: string, options: object) => {
  if (name === HANGING) return new Promise(() => {});
  if (name !== MANY) return lookup(name, options);
  return Promise.resolve(Array.from({ length: 8 }, (_, index) => ({ address: `127.0.0.${index + 2}`, family: 4 })));
}) as typeof dns.lookup;
syncBuiltinESMExports();

function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}) {
  const met: DtlsSession[] = [];
  const endpoint = listen((session) => void met.push(session), {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    ...options,
  });
  t.teardown(() => endpoint.destroy());
  return { endpoint, met };
}

function dial(t: ExecutionContext, port: number, options: ConnectOptions = {}, host = '127.0.0.1'): DtlsSession {
  const session = connect(host, port, { ca: ca.pem, servername: 'localhost', initialTimeout: 200, ...options });
  t.teardown(() => session.destroy());
  return session;
}

/** Between a client and a server: hands on what `passes`, counted from 1 for each direction. */
async function between(t: ExecutionContext, to: number, passes: (from: 'client' | 'server', nth: number) => boolean) {
  const [front, back] = await Promise.all([bound(t), bound(t)]);
  const counts = { client: 0, server: 0 };
  let client = 0;
  front.on('message', (datagram, { port }) => {
    client = port;
    if (passes('client', ++counts.client)) back.send(datagram, to, '127.0.0.1');
  });
  back.on('message', (datagram) => {
    if (passes('server', ++counts.server)) front.send(datagram, client, '127.0.0.1');
  });
  return { port: front.address().port, counts };
}

function bound(t: ExecutionContext): Promise<Socket> {
  const socket = createSocket('udp4');
  t.teardown(() => socket.close());
  return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(socket)));
}

const soon = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How long a promise took, however it settled; fails after 20 s. */
async function settled(t: ExecutionContext, promise: Promise<unknown>): Promise<number> {
  const before = performance.now();
  const late = soon(20_000).then(() => t.fail('it never settled'));
  await Promise.race([promise.then(nothing, nothing), late]);
  return performance.now() - before;
}

const nothing = (): void => {};

/** Waits until a server has an incomplete handshake. */
async function halfOpen(
  t: ExecutionContext,
  endpoint: DtlsEndpoint,
): Promise<{ session: DtlsSession; failure: Promise<Error> }> {
  const failure = new Promise<Error>((resolve) => endpoint.once('handshakeerror', resolve));
  // Two ClientHellos arrive, and nothing after them. With a share for a hybrid, one would take two datagrams.
  const { port, counts } = await between(t, endpoint.address().port, (from, nth) => from === 'server' || nth <= 2);
  const session = dial(t, port, { initialTimeout: 60_000, ecdhCurve: 'X25519' });
  while (counts.server < 2) await soon(5);
  return { session, failure };
}

test('endpoint.close() settles with one session open and an incomplete handshake, which is aborted with an alert', async (t) => {
  const { endpoint, met } = serve(t);
  const open = dial(t, endpoint.address().port);
  await open.opened;
  const other = await halfOpen(t, endpoint);
  const closing = endpoint.close();
  t.true((await settled(t, closing)) < 5000);
  await t.notThrowsAsync(closing);
  t.is(met.length, 1);
  t.regex((await other.failure).message, /the endpoint was closed during the handshake/);
  t.is(endpoint.stats.handshakesFailed, 1);
});

test('a client whose handshake endpoint.close() aborts gets an alert and does not stay open', async (t) => {
  const { endpoint, met } = serve(t);
  const { session } = await halfOpen(t, endpoint);
  // Its Finished was lost: it is open as far as it can tell.
  await session.opened;
  await endpoint.close();
  t.true((await settled(t, session.closed)) < 5000);
  t.is(met.length, 0, 'onsession is not called');
});

test('a handshake that completes after endpoint.close() does not open a session', async (t) => {
  const { endpoint, met } = serve(t);
  // With a session open the endpoint does not end at once.
  const open = dial(t, endpoint.address().port);
  await open.opened;
  while (met.length === 0) await soon(5);
  let accept = nothing;
  const session = dial(t, endpoint.address().port, {
    verifyPeer: () =>
      new Promise<void>((resolve) => {
        accept = resolve;
      }),
  });
  while (accept === nothing) await soon(5);
  const closing = endpoint.close();
  accept();
  await soon(200);
  t.is(met.length, 1, 'onsession is not called');
  t.is(endpoint.stats.sessionsOpened, 1);
  await t.notThrowsAsync(closing);
  session.destroy();
});

test('a closing endpoint accepts no client, from a new address or a known one', async (t) => {
  const { endpoint, met } = serve(t, { allowHalfOpen: true, closeTimeout: 1500 });
  const port = endpoint.address().port;
  const bindPort = 0;
  const open = dial(t, port, { allowHalfOpen: true, bindPort });
  await open.opened;
  while (met.length === 0) await soon(5);
  const from = met[0]?.remoteAddress?.port ?? 0;
  const closing = endpoint.close();
  const newClient = dial(t, port, { handshakeTimeout: 1000, initialTimeout: 100 });
  // The client crashed and restarts on the same port.
  open.destroy();
  const again = dial(t, port, { bindPort: from, handshakeTimeout: 1000, initialTimeout: 100 });
  await t.throwsAsync(newClient.opened);
  await t.throwsAsync(again.opened);
  await closing;
  t.is(met.length, 1);
  t.is(endpoint.stats.sessionsOpened, 1);
});

test('session.close() settles within closeTimeout where a silent peer has allowHalfOpen', async (t) => {
  const { endpoint, met } = serve(t, { allowHalfOpen: true, closeTimeout: 300 });
  const session = dial(t, endpoint.address().port, { allowHalfOpen: true, closeTimeout: 300 });
  await session.opened;
  while (met.length === 0) await soon(5);
  // A peer that goes on talking does not prolong it.
  const talking = setInterval(() => met[0]?.destroyed === false && met[0].send('more'), 50);
  t.teardown(() => clearInterval(talking));
  const closing = session.close();
  t.true((await settled(t, closing)) < 3000);
  await t.notThrowsAsync(closing, 'it is no error');
  t.true((await settled(t, endpoint.close())) < 3000);
});

test('close() settles within closeTimeout where the peer has vanished, and sooner where it answers', async (t) => {
  const { endpoint } = serve(t);
  let isCut = false;
  const { port } = await between(t, endpoint.address().port, () => !isCut);
  const session = dial(t, port, { initialTimeout: 60_000, closeTimeout: 300 });
  await session.opened;
  isCut = true;
  const closing = session.close();
  const took = await settled(t, closing);
  t.true(took >= 250 && took < 5000, `${took} ms`);
  await t.notThrowsAsync(closing);
});

test('session.close() settles while a name is looked up', async (t) => {
  const session = dial(t, 4433, {}, HANGING);
  await soon(20);
  await t.notThrowsAsync(session.close());
  await t.throwsAsync(session.opened, { code: 'ERR_DTLS_CLOSED' });
});

test('endpoint.close() settles while the name given to listen() is looked up', async (t) => {
  const { endpoint } = serve(t, { host: HANGING });
  await soon(20);
  await t.notThrowsAsync(endpoint.close());
  await t.throwsAsync(endpoint.listening, { code: 'ERR_DTLS_CLOSED' });
});

test('session.close() settles at every moment of a client that tries several addresses', async (t) => {
  const { endpoint } = serve(t);
  const { port } = endpoint.address();
  await endpoint.close();
  for (let round = 0; round < 60; round++) {
    const session = dial(t, port, { closeTimeout: 1000 }, MANY);
    for (let turn = 0; turn < round % 20; turn++) await new Promise(setImmediate);
    t.true((await settled(t, session.close())) < 5000, `round ${round}`);
    t.true(session.destroyed);
  }
});

test('close() settles for both sides whose verifyPeer never does', async (t) => {
  const asked: AbortSignal[] = [];
  const { endpoint } = serve(t);
  const session = dial(t, endpoint.address().port, {
    verifyPeer: ({ signal }) => {
      asked.push(signal);
      return new Promise(nothing);
    },
  });
  while (asked.length === 0) await soon(5);
  t.true((await settled(t, endpoint.close())) < 3000);
  t.true((await settled(t, session.close())) < 3000);
  t.true(asked[0]?.aborted);
});

test('a waiting iterator ends when it returns and when its session closes', async (t) => {
  const { endpoint } = serve(t);
  const session = dial(t, endpoint.address().port);
  await session.opened;
  const [one, other] = [session.messages(), session.messages()];
  const [first, second] = [one.next(), other.next()];
  t.true((await settled(t, Promise.resolve(one.return?.()))) < 3000);
  t.deepEqual(await first, { done: true, value: undefined });
  t.true((await settled(t, session[Symbol.asyncDispose]())) < 3000);
  t.deepEqual(await second, { done: true, value: undefined });
  t.true((await settled(t, endpoint[Symbol.asyncDispose]())) < 3000);
});

test('close() during the handshake sends an alert to the server, destroy() does not', async (t) => {
  for (const end of ['close', 'destroy'] as const) {
    const { endpoint } = serve(t);
    const failure = new Promise<Error>((resolve) => endpoint.once('handshakeerror', resolve));
    let isAsked = false;
    const session = dial(t, endpoint.address().port, {
      verifyPeer: () => {
        isAsked = true;
        return new Promise(nothing);
      },
    });
    while (!isAsked) await soon(5);
    void session[end]();
    if (end === 'close') t.regex((await failure).message, /close_notify.*127\.0\.0\.1:\d+/);
    else t.is(await Promise.race([failure, soon(400)]), undefined);
  }
});

test('a datagram after the end of its session is counted, and the count remains', async (t) => {
  const { endpoint, met } = serve(t);
  const session = dial(t, endpoint.address().port);
  await session.opened;
  while (met.length === 0) await soon(5);
  met[0]?.destroy();
  session.send('late');
  while (endpoint.stats.discarded.unassociated === 0) await soon(5);
  // A busy machine may add a retransmission of the client.
  const counted = endpoint.stats.discarded.unassociated;
  await endpoint.close();
  t.true(endpoint.stats.discarded.unassociated >= counted);
});

test('an endpoint with unref() before its name was looked up does not keep the process alive', (t) => {
  const library = new URL('../../runtime/net/index.js', import.meta.url).href;
  const program = `
    import { listen } from ${JSON.stringify(library)};
    const { cert, key } = JSON.parse(process.argv[1]);
    const endpoint = listen(() => {}, { cert, key, host: 'localhost', port: 0 }).unref();
    endpoint.listening.then(() => console.log('listening'));
  `;
  const pair = JSON.stringify({ cert: identity.pem, key: identity.key });
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program, pair], {
    timeout: 60_000,
    encoding: 'utf8',
  });
  t.is(stdout, 'listening\n');
  t.is(status, 0, 'it ended by itself');
});

test('an endpoint that is destroyed with null, as in callbacks of Node, has no error', async (t) => {
  const { endpoint } = serve(t);
  endpoint.destroy(null);
  await t.notThrowsAsync(endpoint.closed);
});

test.serial('endpoint.close() settles although a connection fails each time that it is polled', async (t) => {
  const { endpoint, met } = serve(t, { closeTimeout: 300 });
  const session = dial(t, endpoint.address().port);
  await session.opened;
  while (met.length === 0) await soon(5);
  const accepted = met[0] as DtlsSession;
  // The client polls too: without it only the endpoint is left.
  session.destroy();
  const { poll } = DtlsConnection.prototype;
  t.teardown(() => {
    DtlsConnection.prototype.poll = poll;
  });
  DtlsConnection.prototype.poll = () => {
    throw new Error('each time');
  };
  t.true((await settled(t, endpoint.close())) < 3000);
  t.true(endpoint.destroyed);
  t.true(accepted.destroyed);
  t.true(endpoint.stats.internalErrors > 0);
  await t.notThrowsAsync(accepted.closed);
});

test.serial('session.close() settles although its connection fails each time that it is polled', async (t) => {
  const { endpoint, met } = serve(t, { closeTimeout: 300 });
  const session = dial(t, endpoint.address().port, { closeTimeout: 300 });
  await session.opened;
  while (met.length === 0) await soon(5);
  const accepted = met[0] as DtlsSession;
  const { poll } = DtlsConnection.prototype;
  t.teardown(() => {
    DtlsConnection.prototype.poll = poll;
  });
  DtlsConnection.prototype.poll = () => {
    throw new Error('each time');
  };
  t.true((await settled(t, accepted.close())) < 3000);
  t.true(accepted.destroyed);
  t.false(endpoint.destroyed);
});
