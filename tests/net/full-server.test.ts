import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import {
  AlertError,
  ConfigError,
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  EvictionError,
  type ListenOptions,
  listen,
} from '../../runtime/net/index.ts';
import { issue, localhostPair, x509 } from '../certificates/authority.ts';
import { firstFlights } from '../dtls13/handshake/first-flight.ts';
import { captureSockets } from './dgram-capture.ts';

const { ca, server: identity } = await localhostPair();
const base = { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 };

function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}) {
  const sessions: DtlsSession[] = [];
  const echo = (session: DtlsSession) => {
    sessions.push(session);
    session.onmessage = (data) => void session.send(data);
  };
  const endpoint = listen(echo, { ...base, ...options });
  t.teardown(() => endpoint.destroy());
  return { endpoint, sessions, port: endpoint.address().port };
}

async function dial(t: ExecutionContext, port: number, bindHost: string, options: ConnectOptions = {}) {
  const session = connect('127.0.0.1', port, { ca: ca.pem, bindHost, initialTimeout: 200, ...options });
  t.teardown(() => session.destroy());
  await session.opened;
  return session;
}

async function ask(session: DtlsSession, text: string): Promise<string> {
  const answer = session.messages().next();
  session.send(text);
  return Buffer.from((await answer).value ?? []).toString();
}

test('a full server closes the longest idle session of the address with most sessions, and both sides get an event', async (t) => {
  const { endpoint, sessions, port } = serve(t, { maxSessions: 3 });
  const greedy = [await dial(t, port, '127.0.1.1'), await dial(t, port, '127.0.1.1')] as const;
  const modest = await dial(t, port, '127.0.1.2');
  // The first session of the greedy address is older, but in use.
  t.is(await ask(greedy[0], 'still here'), 'still here');
  const evicted = new Promise<unknown>((resolve) => sessions[1]?.on('error', resolve));
  const accepted = await dial(t, port, '127.0.1.3');
  // An answer shows that the server knows of it, too.
  t.is(await ask(accepted, 'hello'), 'hello');
  if (endpoint.stats.sessionsEvicted !== 1) return t.fail('no session was evicted');
  const error = await evicted;
  t.true(error instanceof EvictionError);
  t.like(error, { code: 'ERR_DTLS_EVICTED', evicted: 'session' });
  // With a close_notify, not an error, and not with the timeout of the idle.
  await greedy[1].closed;
  t.is(endpoint.sessions, 3);
  for (const session of [greedy[0], modest, accepted]) t.is(await ask(session, 'well?'), 'well?');
  t.deepEqual(
    sessions.map(({ destroyed }) => destroyed),
    [false, true, false, false],
  );
});

/** A browser's first datagram: without cookies it starts a handshake that does not continue. */
const hello = firstFlights().find(({ datagrams }) => datagrams.length === 1)?.datagrams[0] as Uint8Array;

/** Begins a handshake from that address; returns when the server has looked at it. */
async function begin(t: ExecutionContext, endpoint: DtlsEndpoint, address: string): Promise<void> {
  const socket = createSocket('udp4');
  t.teardown(() => socket.close());
  const { datagramsReceived } = endpoint.stats;
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  socket.send(hello, endpoint.address().port, '127.0.0.1');
  while (endpoint.stats.datagramsReceived === datagramsReceived) await new Promise((resolve) => setImmediate(resolve));
}

test('a server has no more unfinished handshakes than maxHandshakes', async (t) => {
  const { endpoint } = serve(t, { cookies: 'never', initialTimeout: 60_000, maxHandshakes: 2 });
  for (const address of ['127.0.1.1', '127.0.1.1', '127.0.1.2']) await begin(t, endpoint, address);
  t.is(endpoint.stats.handshakesEvicted, 1);
});

test('ipv4PrefixLength is the length of a source prefix', async (t) => {
  const { endpoint } = serve(t, { cookies: 'never', initialTimeout: 60_000, maxHandshakes: 2, ipv4PrefixLength: 16 });
  for (const address of ['127.1.0.1', '127.1.7.2', '127.2.0.1']) await begin(t, endpoint, address);
  t.is(endpoint.stats.handshakesEvicted, 1, 'the first two were one source');
});

test('where each address is a source prefix, none of three is evicted', async (t) => {
  const { endpoint } = serve(t, { cookies: 'never', initialTimeout: 60_000, maxHandshakes: 2 });
  for (const address of ['127.1.0.1', '127.1.7.2', '127.2.0.1']) await begin(t, endpoint, address);
  t.like(endpoint.stats, { handshakesEvicted: 0, discarded: { noRoom: 1 } });
});

for (const [ipv6PrefixLength, evicted] of [
  [48, 1],
  [undefined, 0],
] as const) {
  test(`two networks of one /48 count as ${evicted === 1 ? 'one' : 'two'} with ipv6PrefixLength ${ipv6PrefixLength}`, (t) => {
    const { result, sockets } = captureSockets(() =>
      serve(t, { cookies: 'never', initialTimeout: 60_000, maxHandshakes: 2, ipv6PrefixLength }),
    );
    const socket = sockets[0] as Socket;
    // No machine has three networks to send from.
    for (const address of ['2001:db8:1::1', '2001:db8:1:1::1', '2001:db8:2::1']) {
      socket.emit('message', Buffer.from(hello), { address, family: 'IPv6', port: 4433, size: hello.length });
    }
    t.is(result.endpoint.stats.handshakesEvicted, evicted);
  });
}

/** Names enough that a certificate takes 2 kB. */
const names = Array.from({ length: 40 }, (_, index) => `${index}.${'n'.repeat(40)}.example`);

test('a client refuses a chain of certificates that is longer than its maxHandshakeSize', async (t) => {
  const wide = await issue(
    { names: ['localhost', ...names], addresses: ['127.0.0.1'], usages: [x509.ExtendedKeyUsage.serverAuth] },
    ca,
  );
  const { endpoint, port } = serve(t, { cert: wide.pem, key: wide.key });
  t.is(await ask(await dial(t, port, '127.0.0.1'), 'wide'), 'wide');
  const refused = once(endpoint, 'handshakeerror');
  const error = await t.throwsAsync(dial(t, port, '127.0.0.1', { ecdhCurve: 'X25519', maxHandshakeSize: 1024 }));
  t.false(error instanceof ConfigError);
  const [told] = await refused;
  t.true(told instanceof AlertError);
  t.is((told as AlertError).alert, 'illegal_parameter');
});

test('a server refuses a chain of certificates that is longer than its maxHandshakeSize', async (t) => {
  const wide = await issue({ names, usages: [x509.ExtendedKeyUsage.clientAuth] }, ca);
  const options = { requestCert: true, ca: ca.pem } as const;
  const shown = { cert: wide.pem, key: wide.key };
  const large = serve(t, options);
  t.is(await ask(await dial(t, large.port, '127.0.0.1', shown), 'wide'), 'wide');
  const small = serve(t, { ...options, maxHandshakeSize: 1024 });
  const refused = once(small.endpoint, 'handshakeerror');
  const session = connect('127.0.0.1', small.port, { ca: ca.pem, ...shown });
  t.teardown(() => session.destroy());
  const [error] = await refused;
  t.like(error, { alert: 'illegal_parameter' });
});

test('an incomplete certificate chain uses no more memory than maxReassembly', async (t) => {
  const wide = await issue({ names, usages: [x509.ExtendedKeyUsage.clientAuth] }, ca);
  const shown = { cert: Array.from({ length: 50 }, () => wide.pem), key: wide.key };
  const room = { requestCert: true, ca: ca.pem, maxHandshakeSize: 2 ** 20 };
  const { endpoint, port } = serve(t, { ...room, maxReassembly: 65_536 });
  const gaveWay = once(endpoint, 'handshakeerror');
  const session = connect('127.0.0.1', port, { ca: ca.pem, ...shown });
  t.teardown(() => session.destroy());
  const [error] = await gaveWay;
  t.like(error, { code: 'ERR_DTLS_REASSEMBLY_LIMIT' });
  const roomy = serve(t, room);
  await dial(t, roomy.port, '127.0.0.1', shown);
  t.is(roomy.endpoint.stats.handshakesFailed, 0);
});

for (const [option, options] of [
  ['maxReassembly', { maxReassembly: 1000 }],
  ['maxHandshakeSize', { maxHandshakeSize: 1000 }],
  ['ipv6PrefixLength', { ipv6PrefixLength: 129 }],
  ['ipv4PrefixLength', { ipv4PrefixLength: 0 }],
] as const) {
  test(`a ${option} out of its range is refused by name`, (t) => {
    t.like(
      t.throws(() => listen(() => {}, { ...base, ...options }), { instanceOf: ConfigError }),
      { option },
    );
  });
}
