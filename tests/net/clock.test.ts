import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import test, { type ExecutionContext } from 'ava';
import { type ConnectOptions, connect, type DtlsSession, type ListenOptions, listen } from '../../runtime/net/index.ts';
import { issue, localhostPair, x509 } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();
const DAY = 86_400_000;

/** What the date is ahead of the time that timers go by. */
let ahead = 0;
const date = Date.now;
Date.now = () => date() + ahead;
test.afterEach.always(() => {
  ahead = 0;
});

function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}) {
  const sessions: DtlsSession[] = [];
  const endpoint = listen((session) => void sessions.push(session), {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    ...options,
  });
  t.teardown(() => endpoint.destroy());
  return { endpoint, sessions, port: endpoint.address().port };
}

function dial(t: ExecutionContext, port: number, options: ConnectOptions = {}): DtlsSession {
  const session = connect('127.0.0.1', port, { ca: ca.pem, servername: 'localhost', initialTimeout: 200, ...options });
  t.teardown(() => session.destroy());
  return session;
}

// All of them change the one date of this process.

test.serial('after the machine was suspended for 60 days an expired certificate is refused', async (t) => {
  const { port } = serve(t);
  await dial(t, port).opened;
  ahead = 60 * DAY;
  await t.throwsAsync(dial(t, port).opened, { code: 'ERR_DTLS_CERTIFICATE_EXPIRED' });
});

test.serial('after the date was set back a certificate that is not valid yet is refused', async (t) => {
  const { port } = serve(t);
  ahead = -60 * DAY;
  await t.throwsAsync(dial(t, port).opened, { code: 'ERR_DTLS_CERTIFICATE_NOT_YET_VALID' });
});

test.serial('a server verifies its clients at the current date too', async (t) => {
  const client = await issue({ subject: 'CN=client', usages: [x509.ExtendedKeyUsage.clientAuth] }, ca);
  const { endpoint, port } = serve(t, { requestCert: true, ca: ca.pem });
  const failure = new Promise<Error>((resolve) => endpoint.once('handshakeerror', resolve));
  ahead = 60 * DAY;
  dial(t, port, { cert: client.pem, key: client.key, rejectUnauthorized: false });
  t.is(Reflect.get(await failure, 'code'), 'ERR_DTLS_CERTIFICATE_EXPIRED');
});

test.serial('a change of the date has no effect on timers and open sessions', async (t) => {
  const { sessions, port } = serve(t, { idleTimeout: 60_000, rejectUnauthorized: false });
  const session = dial(t, port, { rejectUnauthorized: false, idleTimeout: 60_000 });
  await session.opened;
  while (sessions.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  for (ahead of [60 * DAY, -60 * DAY]) {
    const answer = session.messages().next();
    sessions[0]?.send('still here');
    t.is(Buffer.from((await answer).value ?? []).toString(), 'still here');
  }
  t.false(session.destroyed);
});

test.serial('stats have the current date', async (t) => {
  const { endpoint, port } = serve(t);
  ahead = 2 * DAY;
  const session = dial(t, port);
  await session.opened;
  await session.close();
  const { createdAt, handshakeCompletedAt, closingAt, destroyedAt } = session.stats;
  for (const at of [createdAt, handshakeCompletedAt, closingAt, destroyedAt]) {
    t.true(Math.abs((at as number) - Date.now()) < 60_000);
  }
  await endpoint.close();
  t.true(Math.abs((endpoint.stats.destroyedAt as number) - Date.now()) < 60_000);
});

for (const step of [-200_000, 200_000]) {
  test.serial(
    `a cookie goes from one process to another although the date is set by ${step} ms meanwhile`,
    async (t) => {
      const cookieKeys = [new Uint8Array(32).fill(1)];
      const { endpoint, port } = serve(t, { cookieKeys });
      // The date is set when the cookie has been made: the second ClientHello comes a second later.
      const session = dial(t, port, { rejectUnauthorized: false });
      while (endpoint.stats.helloRetryRequests === 0) await new Promise(setImmediate);
      ahead = step;
      t.true((await session.opened).helloRetry);
      t.is(endpoint.stats.hellosRefused, 0);
    },
  );
}

async function bound(t: ExecutionContext): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  t.teardown(() => socket.close());
  await once(socket, 'listening');
  return socket;
}

// As far as the lifetime of a cookie reaches, and a little more than clocks that go well are apart.
for (const step of [-240_000, -6000, 240_000]) {
  test.serial(`a cookie goes to a process that started after the date was set by ${step} ms`, async (t) => {
    const cookieKeys = [new Uint8Array(32).fill(1)];
    const first = serve(t, { cookieKeys });
    const options = { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, cookieKeys };
    const worker = new Worker(new URL('later-server-program.js', import.meta.url), { workerData: { step, options } });
    t.teardown(() => worker.terminate());
    const [second] = (await once(worker, 'message')) as [number];
    // A balancer: both servers see one address, the first ClientHello goes to one and what follows to the other. With a
    // share of X25519 that ClientHello is one datagram.
    const front = await bound(t);
    const back = await bound(t);
    let client = 0;
    let passed = 0;
    front.on('message', (datagram, { port }) => {
      client = port;
      back.send(datagram, passed++ === 0 ? first.port : second, '127.0.0.1');
    });
    back.on('message', (datagram) => front.send(datagram, client, '127.0.0.1'));
    const timing = { initialTimeout: 1000, handshakeTimeout: 5000 };
    const session = dial(t, front.address().port, { ecdhCurve: 'X25519', ...timing });
    t.true((await session.opened).helloRetry);
    t.is(first.endpoint.stats.helloRetryRequests, 1);
    t.true(passed > 1);
  });
}
