import { createSocket, type Socket } from 'node:dgram';
import test, { type ExecutionContext } from 'ava';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import { MessageTooLargeError } from '../../runtime/errors/message-too-large-error.ts';
import { SystemError } from '../../runtime/errors/system-error.ts';
import {
  AlertError,
  CertificateError,
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type ListenOptions,
  listen,
  TimeoutError,
} from '../../runtime/net/index.ts';
import { issue, localhostPair } from '../certificates/authority.ts';
import { testProvider } from './host-under-test.ts';

const { ca, server: identity } = await localhostPair();
const trust = { ca: ca.pem, initialTimeout: 200 } as const;

/** An endpoint that echoes, closed when the test ends. */
function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}): { endpoint: DtlsEndpoint; port: number } {
  const endpoint = listen(echo, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, ...options });
  t.teardown(() => endpoint.destroy());
  return { endpoint, port: endpoint.address().port };
}

function echo(session: DtlsSession): void {
  session.onmessage = (data) => void session.send(data);
}

function dial(t: ExecutionContext, port: number, options: ConnectOptions = {}, host = 'localhost'): DtlsSession {
  const session = connect(host, port, { ...trust, ...options });
  t.teardown(() => session.destroy());
  return session;
}

async function ask(session: DtlsSession, text: string): Promise<string> {
  const answer = session.messages().next();
  session.send(text);
  return Buffer.from((await answer).value ?? []).toString();
}

test('a client and a server complete a handshake, exchange messages and close', async (t) => {
  const { endpoint, port } = serve(t);
  const session = dial(t, port);
  const { protocol, cipherSuite, group, elapsed } = await session.opened;
  // From Node 24.7, node:crypto has ML-KEM.
  const preferred = testProvider.capabilities.groups.find((name) => name === 'X25519MLKEM768') ?? 'x25519';
  t.deepEqual([protocol, cipherSuite, group], ['DTLSv1.3', 'TLS_AES_128_GCM_SHA256', preferred]);
  t.true(elapsed > 0 && elapsed < 60_000);
  t.true(session.authorized);
  t.is(session.authorizationError, undefined);
  t.is(session.servername, 'localhost');
  t.is(session.peerX509Certificate?.subject, 'CN=localhost');
  t.like(session.remoteAddress, { address: '127.0.0.1', port });
  t.is(await ask(session, 'grüße'), 'grüße');
  t.is(endpoint.sessions, 1);
  await session.close();
  t.like(session.stats, { messagesSent: 1, messagesReceived: 1, reassemblyBytes: 0 });
  await endpoint.close();
  t.is(endpoint.sessions, 0);
  t.like(endpoint.stats, {
    sessionsOpened: 1,
    reassemblyBytes: 0,
    handshakesFailed: 0,
    networkFailures: 0,
    datagramsDropped: 0,
  });
  t.throws(() => endpoint.address(), { code: 'ERR_DTLS_NOT_LISTENING' });
});

test('a server with allowHalfOpen answers after its client has closed', async (t) => {
  const speak = (session: DtlsSession) => {
    session.on('peerClosed', () => {
      session.send('the last message');
      void session.close();
    });
  };
  const endpoint = listen(speak, {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    allowHalfOpen: true,
  });
  t.teardown(() => endpoint.destroy());
  const session = dial(t, endpoint.address().port, { allowHalfOpen: true });
  await session.opened;
  const heard: string[] = [];
  session.onmessage = (data) => void heard.push(Buffer.from(data).toString());
  await session.close();
  t.deepEqual(heard, ['the last message']);
});

test('the session of a peer that is silent for too long ends', async (t) => {
  const { port } = serve(t);
  const session = dial(t, port, { idleTimeout: 100 });
  await session.opened;
  await t.throwsAsync(session.closed, { instanceOf: TimeoutError, message: /^idle: no answer for 100 ms/ });
});

test('datagrams keep their boundaries, empty ones and the largest included', async (t) => {
  const { port } = serve(t, { mtu: 1400 });
  const session = dial(t, port, { mtu: 1400 });
  await session.opened;
  let largest = 1400;
  t.throws(() => session.send(new Uint8Array(1400)), {
    instanceOf: MessageTooLargeError,
    code: 'ERR_DTLS_MESSAGE_TOO_LARGE',
  });
  for (let sent = false; !sent; ) {
    try {
      sent = session.send(new Uint8Array(largest));
    } catch {
      largest--;
    }
  }
  session.send(new Uint8Array(0));
  session.send('x');
  const lengths: number[] = [];
  for await (const message of session) {
    lengths.push(message.length);
    if (lengths.length === 3) break;
  }
  t.deepEqual(lengths, [largest, 0, 1]);
  t.true(largest > 1300);
});

test('many sessions share one endpoint and get only their own messages', async (t) => {
  const { endpoint, port } = serve(t);
  const sessions = Array.from({ length: 20 }, () => dial(t, port));
  await Promise.all(sessions.map((session) => session.opened));
  const answers = await Promise.all(sessions.map((session, i) => ask(session, `number ${i}`)));
  t.deepEqual(
    answers,
    sessions.map((_, i) => `number ${i}`),
  );
  t.is(endpoint.sessions, 20);
  await endpoint.close();
  await Promise.all(sessions.map((session) => session.closed));
});

test('a thousand messages in one go arrive in order on loopback, and the answers too', async (t) => {
  const { port } = serve(t, { udpReceiveBufferSize: 4_000_000 });
  const session = dial(t, port, { maxQueuedMessages: 2000 });
  await session.opened;
  let heard = 0;
  const all = new Promise<void>((resolve) => {
    session.onmessage = (data) => {
      t.is(Buffer.from(data).readUInt32BE(), heard);
      heard++;
      if (heard === 1000) resolve();
    };
  });
  for (let i = 0; i < 1000; i++) {
    const data = Buffer.alloc(32);
    data.writeUInt32BE(i);
    t.true(session.send(data));
    // A socket's buffer is finite, and UDP drops what does not fit.
    if (i % 100 === 99) await new Promise(setImmediate);
  }
  await all;
});

test('IPv6 works like IPv4, on a literal address', async (t) => {
  let endpoint: DtlsEndpoint;
  try {
    endpoint = listen(echo, { cert: identity.pem, key: identity.key, host: '::1', port: 0 });
  } catch {
    t.pass('this machine has no IPv6');
    return;
  }
  t.teardown(() => endpoint.destroy());
  const session = dial(t, endpoint.address().port, {}, '::1');
  await session.opened;
  t.is(session.servername, undefined);
  t.is(await ask(session, 'six'), 'six');
});

test('a dual-stack endpoint serves IPv4 peers', async (t) => {
  let endpoint: DtlsEndpoint;
  try {
    endpoint = listen(echo, { cert: identity.pem, key: identity.key, host: '::', port: 0 });
  } catch {
    t.pass('this machine has no IPv6');
    return;
  }
  t.teardown(() => endpoint.destroy());
  const session = dial(t, endpoint.address().port, {}, '127.0.0.1');
  await session.opened;
  t.is(await ask(session, 'mapped'), 'mapped');
});

test('the second address of a name is tried when the first refuses', async (t) => {
  // Where localhost is both ::1 and 127.0.0.1, one of them has no server; elsewhere this is a plain connection.
  const { port } = serve(t);
  // No second transmission comes before the end, so repetition cannot be what found the server.
  const session = dial(t, port, { initialTimeout: 60_000, handshakeTimeout: 20_000 });
  t.is((await session.opened).protocol, 'DTLSv1.3');
});

test('a name is looked up for listening too', async (t) => {
  const endpoint = listen(echo, { cert: identity.pem, key: identity.key, host: 'localhost', port: 0 });
  t.teardown(() => endpoint.destroy());
  t.throws(() => endpoint.address(), { code: 'ERR_DTLS_NOT_LISTENING' });
  await endpoint.listening;
  const { address, port } = endpoint.address();
  const session = dial(t, port, {}, address);
  t.is((await session.opened).protocol, 'DTLSv1.3');
});

test('a name that does not exist ends the session or the endpoint with the error of the system', async (t) => {
  const session = dial(t, 4433, {}, 'no-such-host.invalid');
  const error = await t.throwsAsync(session.opened);
  t.true(error instanceof SystemError);
  t.true(['ENOTFOUND', 'EAI_AGAIN'].includes(String((error as SystemError).code)));
  t.is((error as SystemError).syscall, 'getaddrinfo');
  await t.throwsAsync(session.closed);
  const options = { cert: identity.pem, key: identity.key, host: 'no-such-host.invalid', port: 0 };
  const endpoint = listen(echo, options);
  await t.throwsAsync(endpoint.listening, { instanceOf: SystemError });
  await t.throwsAsync(endpoint.closed);
  t.true(endpoint.destroyed);
});

test('a certificate that is not trusted ends the handshake on both sides', async (t) => {
  const { endpoint, port } = serve(t);
  const failed = new Promise<Error>((resolve) => endpoint.once('handshakeerror', resolve));
  const other = await issue({ ca: true });
  const session = dial(t, port, { ca: other.pem });
  const error = await t.throwsAsync(session.opened, { instanceOf: CertificateError });
  t.like(error, { code: 'ERR_DTLS_CERTIFICATE_UNKNOWN_ISSUER' });
  t.false(session.authorized);
  t.like(await failed, { alert: 'unknown_ca' });
  t.true((await failed) instanceof AlertError);
  t.is(endpoint.stats.handshakesFailed, 1);
  t.is(endpoint.sessions, 0);
});

test('the name of the server must be in its certificate', async (t) => {
  const { port } = serve(t);
  const session = dial(t, port, { servername: 'elsewhere.example' });
  await t.throwsAsync(session.opened, { code: 'ERR_DTLS_CERTIFICATE_NAME_MISMATCH' });
  await dial(t, port, { servername: 'LOCALHOST.' }, '127.0.0.1').opened;
  await dial(t, port, { servername: '' }).opened;
  t.pass();
});

test('rejectUnauthorized: false opens the session and reports the verification error', async (t) => {
  const { port } = serve(t);
  const other = await issue({ ca: true });
  const session = dial(t, port, { ca: other.pem, rejectUnauthorized: false });
  await session.opened;
  t.false(session.authorized);
  t.is(session.authorizationError?.code, 'ERR_DTLS_CERTIFICATE_UNKNOWN_ISSUER');
  t.is(await ask(session, 'still'), 'still');
});

test('without ca the roots of Node are trusted, which a test certificate is not under', async (t) => {
  const { port } = serve(t);
  const session = connect('localhost', port, { initialTimeout: 200 });
  await t.throwsAsync(session.opened, { code: 'ERR_DTLS_CERTIFICATE_UNKNOWN_ISSUER' });
});

test('without a server the handshake fails with a timeout whose cause is the error of the network', async (t) => {
  const { endpoint, port } = serve(t);
  await endpoint.close();
  const session = dial(t, port, { initialTimeout: 100, handshakeTimeout: 1500, refusedTimeout: 60_000 }, '127.0.0.1');
  const error = await t.throwsAsync(session.opened, { instanceOf: TimeoutError });
  t.like(error?.cause, { code: 'ECONNREFUSED' });
});

test('a server that starts late is found by a retransmission', async (t) => {
  // An address of its own, so that no other socket takes the port meanwhile.
  const host = '127.0.0.33';
  const { endpoint, port } = serve(t, { host });
  await endpoint.close();
  const session = dial(t, port, { initialTimeout: 50, servername: 'localhost' }, host);
  await new Promise((resolve) => setTimeout(resolve, 80));
  serve(t, { host, port });
  t.is((await session.opened).protocol, 'DTLSv1.3');
});

test('a signal abandons the handshake, and means nothing after it', async (t) => {
  const blackHole = await bound(t);
  const controller = new AbortController();
  const session = dial(t, blackHole.address().port, { signal: controller.signal }, '127.0.0.1');
  setTimeout(() => controller.abort(new Error('enough')), 30);
  await t.throwsAsync(session.opened, { message: 'enough' });
  await t.throwsAsync(dial(t, 9, { signal: AbortSignal.abort(new Error('before')) }).opened, { message: 'before' });
  const { port } = serve(t);
  const later = new AbortController();
  const open = dial(t, port, { signal: later.signal });
  await open.opened;
  later.abort();
  t.is(await ask(open, 'still here'), 'still here');
});

test('a signal closes an endpoint', async (t) => {
  const controller = new AbortController();
  const { endpoint, port } = serve(t, { signal: controller.signal });
  const session = dial(t, port);
  await session.opened;
  await ask(session, 'both sides are open now');
  controller.abort();
  await endpoint.closed;
  await session.closed;
  const options = { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 };
  const late = listen(echo, { ...options, signal: AbortSignal.abort() });
  await t.notThrowsAsync(late.closed);
});

test('any call from inside any handler is safe', async (t) => {
  const { endpoint, port } = serve(t);
  endpoint.on('session', (session) => {
    session.on('message', (data) => {
      if (Buffer.from(data).toString() !== 'go') return;
      for (let i = 0; i < 10; i++) session.send(`burst ${i}`);
      void session.close();
      void session.close();
      t.false(session.send('after close'));
    });
  });
  const session = dial(t, port);
  session.onhandshake = () => session.send('go');
  const heard: string[] = [];
  session.on('message', (data) => {
    heard.push(Buffer.from(data).toString());
    if (heard.length === 3) session.send('nested');
  });
  await session.closed;
  t.deepEqual(
    heard.filter((text) => text.startsWith('burst')),
    Array.from({ length: 10 }, (_, i) => `burst ${i}`),
  );
  const other = dial(t, port);
  other.onhandshake = () => other.destroy();
  await other.closed;
  t.true(other.destroyed);
});

test('a session that the server destroys is removed at once and sends nothing', async (t) => {
  const { endpoint, port } = serve(t);
  const met = new Promise<DtlsSession>((resolve) => endpoint.once('session', resolve));
  const session = dial(t, port);
  await session.opened;
  const theirs = await met;
  theirs.destroy(new Error('out'));
  await t.throwsAsync(theirs.closed, { message: 'out' });
  t.throws(() => theirs.send('late'), { code: 'ERR_DTLS_CLOSED' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.false(session.destroyed);
  session.destroy();
});

test('destroying an endpoint ends its sessions with its error', async (t) => {
  const { endpoint, port } = serve(t);
  const met = new Promise<DtlsSession>((resolve) => endpoint.once('session', resolve));
  await dial(t, port).opened;
  const theirs = await met;
  endpoint.destroy(new Error('fire'));
  endpoint.destroy();
  await t.throwsAsync(theirs.closed, { message: 'fire' });
  await t.throwsAsync(endpoint.closed, { message: 'fire' });
  t.true(endpoint.destroyed);
  await t.throwsAsync(endpoint.close(), { message: 'fire' });
});

test('closing an endpoint waits for its sessions, and a signal ends the wait', async (t) => {
  const { endpoint, port } = serve(t);
  const session = dial(t, port);
  await session.opened;
  await ask(session, 'open on both sides');
  // A destroyed peer answers no close_notify.
  session.destroy();
  const closing = endpoint.close({ signal: AbortSignal.timeout(50) });
  t.is(endpoint.sessions, 1);
  await t.throwsAsync(closing, { any: true, name: 'TimeoutError' });
  t.true(endpoint.destroyed);
  const { endpoint: other } = serve(t);
  await t.notThrowsAsync(other.close({ signal: new AbortController().signal }));
  const { endpoint: third } = serve(t);
  await t.notThrowsAsync(third.close({ signal: AbortSignal.abort() }));
});

test('an endpoint can let the process end', (t) => {
  const { endpoint } = serve(t);
  t.is(endpoint.unref().ref(), endpoint);
});

test('noise of every kind neither ends a server nor disturbs a session', async (t) => {
  const { endpoint, port } = serve(t);
  const session = dial(t, port);
  await session.opened;
  const other = await bound(t);
  const noise = [0, 1, 12, 13, 100, 1400].map((length) => Buffer.alloc(length, length));
  for (let first = 0; first < 256; first += 5)
    noise.push(Buffer.from([first, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 2]));
  for (const bytes of noise) other.send(bytes, port, '127.0.0.1');
  t.is(await ask(session, 'fine'), 'fine');
  t.is(endpoint.sessions, 1);
  t.false(endpoint.destroyed);
  const { discarded } = endpoint.stats;
  t.true(discarded.malformed + discarded.unassociated > 20);
});

test('a client that vanishes while it is served does not affect others', async (t) => {
  const { endpoint, port } = serve(t);
  const destroyed = dial(t, port);
  await destroyed.opened;
  destroyed.send('answer me');
  destroyed.destroy();
  const session = dial(t, port);
  await session.opened;
  t.is(await ask(session, 'hello'), 'hello');
  t.false(endpoint.destroyed);
});

test('at maxSessions the next session of an address replaces its oldest', async (t) => {
  const { endpoint, port } = serve(t, { maxSessions: 1 });
  const first = dial(t, port);
  await first.opened;
  await dial(t, port).opened;
  await first.closed;
  t.is(endpoint.sessions, 1);
  t.is(endpoint.stats.sessionsEvicted, 1);
});

test('keylog and trace are called on both sides, and the secrets agree', async (t) => {
  const lines: string[][] = [[], []];
  const steps: string[][] = [[], []];
  const watch = (side: 0 | 1) => ({
    keylog: (line: string) => lines[side]?.push(line),
    trace: ({ machine, edge, at }: { machine: string; edge: number; at: number }) =>
      steps[side]?.push(`${machine} ${edge >= 0 && at > 1e12}`),
  });
  const { port } = serve(t, watch(1));
  const session = dial(t, port, watch(0));
  await session.opened;
  await ask(session, 'x');
  t.true((lines[0]?.length ?? 0) >= 4);
  t.deepEqual(lines[0]?.toSorted(), lines[1]?.toSorted());
  t.regex(lines[0]?.[0] ?? '', /^[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]{64}$/);
  t.true(steps[0]?.includes('client true'));
  t.true(steps[1]?.includes('server true'));
});

test('the portable provider completes a handshake with OpenSSL', async (t) => {
  const { port } = serve(t, { provider: createPortableProvider() });
  const session = dial(t, port);
  await session.opened;
  t.is(await ask(session, 'other code, same bytes'), 'other code, same bytes');
});

test('await using closes', async (t) => {
  const { endpoint, port } = serve(t);
  const session = dial(t, port);
  await session.opened;
  await session[Symbol.asyncDispose]();
  t.true(session.destroyed);
  await endpoint[Symbol.asyncDispose]();
  t.true(endpoint.destroyed);
});

function bound(t: ExecutionContext): Promise<Socket> {
  const socket = createSocket('udp4');
  t.teardown(() => socket.close());
  return new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(socket)));
}

test('a handshake that only times out is reported with the address it came from', async (t) => {
  const { endpoint, port } = serve(t, { handshakeTimeout: 300 });
  const failed = new Promise<[Error, { port: number } | undefined]>((resolve) => {
    endpoint.on('handshakeerror', (error, remote) => resolve([error, remote]));
  });
  // Between client and server: lets both hellos and the HelloRetryRequest through and then nothing more.
  const front = createSocket('udp4');
  const back = createSocket('udp4');
  t.teardown(() => [front, back].map((socket) => socket.close()));
  let client = 0;
  let hellos = 0;
  front.on('message', (datagram, { port: from }) => {
    client = from;
    hellos += 1;
    if (hellos <= 2) back.send(datagram, port, '127.0.0.1');
  });
  back.once('message', (datagram) => front.send(datagram, client, '127.0.0.1'));
  await new Promise<void>((resolve) => front.bind(0, '127.0.0.1', resolve));
  // On a busy machine a ClientHello that is repeated would be counted as the second one, and one with a share for a
  // hybrid takes two datagrams.
  dial(t, front.address().port, { initialTimeout: 60_000, ecdhCurve: 'X25519' }, '127.0.0.1');
  const [error, remote] = await failed;
  t.true(error instanceof TimeoutError);
  t.is(remote?.port, back.address().port);
});
