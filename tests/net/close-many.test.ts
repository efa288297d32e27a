import test, { type ExecutionContext } from 'ava';
import { DtlsConnection } from '../../runtime/dtls13/connection/connection.ts';
import { DtlsListener } from '../../runtime/dtls13/listener/listener.ts';
import { connect, type DtlsSession, type ListenOptions, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();
/** Connections that the listener closes in one turn of the event loop. */
const SLICE = 256;
/** Clients that connect at the same time. */
const AT_ONCE = 50;

/** Counts the connections that are closed in each turn of the event loop: in each call of a timer, a socket or a tick. */
function countClosed(t: ExecutionContext): readonly number[] {
  const turns: number[] = [];
  let isSameTurn = false;
  const { close } = DtlsConnection.prototype;
  DtlsConnection.prototype.close = function (now): void {
    if (!isSameTurn) turns.push(0);
    isSameTurn = true;
    queueMicrotask(() => {
      isSameTurn = false;
    });
    turns[turns.length - 1] = (turns.at(-1) as number) + 1;
    Reflect.apply(close, this, [now]);
  };
  t.teardown(() => {
    DtlsConnection.prototype.close = close;
  });
  return turns;
}

async function serveMany(t: ExecutionContext, sessions: number, options: Partial<ListenOptions> = {}) {
  const served: DtlsSession[] = [];
  const endpoint = listen((session) => void served.push(session), {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    maxHandshakes: 1000,
    ...options,
  });
  t.teardown(() => endpoint.destroy());
  const { port } = endpoint.address();
  const clients: DtlsSession[] = [];
  while (clients.length < sessions) {
    const next = Array.from({ length: Math.min(AT_ONCE, sessions - clients.length) }, () =>
      connect('127.0.0.1', port, { ca: ca.pem, servername: 'localhost' }),
    );
    for (const client of next) t.teardown(() => client.destroy());
    await Promise.all(next.map(({ opened }) => opened));
    clients.push(...next);
  }
  while (served.length < sessions) await new Promise(setImmediate);
  return { endpoint, served, clients };
}

test.serial(
  'an endpoint closes its sessions at once, but their connections some in a turn of the event loop',
  async (t) => {
    // They are compact when they are closed.
    const { endpoint, served, clients } = await serveMany(t, 2 * SLICE + 40, { compactAfter: 1, closeTimeout: 1000 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const turns = countClosed(t);
    const closing = endpoint.close();
    t.false(endpoint.destroyed);
    for (const session of served) {
      t.false(session.send('too late'));
      t.true(session.stats.closingAt !== undefined);
      t.throws(() => session.exportKeyingMaterial(32, 'too late'), { code: 'ERR_DTLS_NOT_OPEN' });
    }
    await Promise.all([closing, ...served.map(({ closed }) => closed), ...clients.map(({ closed }) => closed)]);
    t.true(served.every(({ destroyed }) => destroyed));
    t.is(endpoint.sessions, 0);
    t.deepEqual(turns, [SLICE, SLICE, 40]);
  },
);

test.serial('an endpoint that is destroyed between two parts of its sessions ends all of them', async (t) => {
  const { endpoint, served } = await serveMany(t, SLICE + 10);
  const closing = endpoint.close();
  setImmediate(() => endpoint.destroy(new Error('enough')));
  await t.throwsAsync(closing, { message: 'enough' });
  const ends = await Promise.allSettled(served.map(({ closed }) => closed));
  t.true(ends.some(({ status }) => status === 'rejected'));
  t.true(served.every(({ destroyed }) => destroyed));
});

test.serial('a connection that fails when it is closed does not keep the others from their end', async (t) => {
  const { endpoint, served, clients } = await serveMany(t, 3, { closeTimeout: 500 });
  const { close } = DtlsConnection.prototype;
  t.teardown(() => {
    DtlsConnection.prototype.close = close;
  });
  let calls = 0;
  DtlsConnection.prototype.close = function (now): void {
    if (calls++ === 0) throw new Error('asked to');
    Reflect.apply(close, this, [now]);
  };
  const errors: unknown[] = [];
  endpoint.on('internalerror', (error) => errors.push(error));
  const closing = endpoint.close();
  await Promise.all(clients.slice(1).map(({ closed }) => closed));
  await closing;
  t.true(served.every(({ destroyed }) => destroyed));
  t.is(calls, 3);
  t.is(errors.length, 1);
});

test.serial('an endpoint that is closed from onsession closes the session that it is given', async (t) => {
  const given = new Promise<DtlsSession>((resolve) => {
    const endpoint = listen(
      (session) => {
        void endpoint.close();
        resolve(session);
      },
      { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 },
    );
    t.teardown(() => endpoint.destroy());
    const client = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, servername: 'localhost' });
    t.teardown(() => client.destroy());
  });
  const session = await given;
  await t.throwsAsync(session.opened, { code: 'ERR_DTLS_CLOSED' });
  t.false(session.send('too late'));
  await session.closed;
});

test.serial('closeTimeout does not end sessions before the client is told', async (t) => {
  const { endpoint, served, clients } = await serveMany(t, SLICE + 10, { closeTimeout: 1 });
  const { close } = DtlsConnection.prototype;
  t.teardown(() => {
    DtlsConnection.prototype.close = close;
  });
  let calls = 0;
  DtlsConnection.prototype.close = function (now): void {
    calls++;
    // A slice takes longer than closeTimeout.
    for (const until = performance.now() + 1; performance.now() < until; );
    Reflect.apply(close, this, [now]);
  };
  await endpoint.close();
  t.is(calls, SLICE + 10);
  await Promise.all([...served, ...clients].map(({ closed }) => closed));
  t.is(endpoint.sessions, 0);
});

test.serial('a listener that stops closing connections does not keep its endpoint from ending', async (t) => {
  const { endpoint, served } = await serveMany(t, SLICE + 10, { closeTimeout: 1 });
  const { handleTimeout } = DtlsListener.prototype;
  t.teardown(() => {
    DtlsListener.prototype.handleTimeout = handleTimeout;
  });
  DtlsListener.prototype.handleTimeout = () => {};
  await endpoint.close();
  t.true(served.every(({ destroyed }) => destroyed));
});
