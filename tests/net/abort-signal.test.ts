import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { AlertDescription } from '../../generated/dtls13/registries/alert-description.ts';
import { ContentType } from '../../generated/dtls13/registries/content-type.ts';
import { type ConnectOptions, connect, type DtlsSession, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();

/** A port that answers nothing, and what arrives there. */
async function silentServer(t: ExecutionContext): Promise<{ port: number; received: Buffer[] }> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  t.teardown(() => socket.close());
  const received: Buffer[] = [];
  socket.on('message', (datagram) => received.push(datagram));
  await once(socket, 'listening');
  return { port: socket.address().port, received };
}

function dial(t: ExecutionContext, port: number, options: ConnectOptions): DtlsSession {
  const session = connect('127.0.0.1', port, { ca: ca.pem, servername: 'localhost', ...options });
  t.teardown(() => session.destroy());
  return session;
}

/** The alerts in unprotected datagrams, as level and description. */
const alertsIn = (datagrams: readonly Buffer[]) =>
  Array.from({ length: Buffer.concat(datagrams).length / 15 }, (_, index) => {
    const record = Buffer.concat(datagrams).subarray(15 * index, 15 * index + 15);
    return [record[0], record[13], record[14]];
  });

test('a handshake that a signal aborts before an answer sends user_canceled, then close_notify', async (t) => {
  const { port, received } = await silentServer(t);
  const controller = new AbortController();
  const session = dial(t, port, { signal: controller.signal, ecdhCurve: 'X25519' });
  while (received.length === 0) await delay(5);
  received.splice(0);
  const reason = new Error('changed my mind');
  controller.abort(reason);
  t.true(session.destroyed);
  await t.throwsAsync(session.opened, { is: reason });
  await t.throwsAsync(session.closed, { is: reason });
  while (received.length === 0) await delay(5);
  await delay(50);
  t.deepEqual(alertsIn(received), [
    [ContentType.alert, 1, AlertDescription.user_canceled],
    [ContentType.alert, 1, AlertDescription.close_notify],
  ]);
});

test('a handshake that a signal aborts under handshake keys ends at the server with close_notify', async (t) => {
  const endpoint = listen(() => t.fail(), { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 });
  t.teardown(() => endpoint.destroy());
  const failed = once(endpoint, 'handshakeerror');
  const controller = new AbortController();
  const session = dial(t, endpoint.address().port, {
    signal: controller.signal,
    verifyPeer: () => {
      controller.abort();
      return new Promise(() => {});
    },
  });
  await t.throwsAsync(session.opened, { any: true, name: 'AbortError' });
  const [error] = (await failed) as [Error];
  t.regex(error.message, /close_notify/);
});

test('a signal that is aborted before there is an address sends nothing', async (t) => {
  const { port, received } = await silentServer(t);
  const session = dial(t, port, { signal: AbortSignal.abort() });
  await t.throwsAsync(session.opened, { any: true, name: 'AbortError' });
  await delay(50);
  t.deepEqual(received, []);
});

test('a signal that is aborted after the handshake has no effect on the session', async (t) => {
  const endpoint = listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 });
  t.teardown(() => endpoint.destroy());
  const controller = new AbortController();
  const session = dial(t, endpoint.address().port, { signal: controller.signal });
  await session.opened;
  controller.abort();
  await delay(50);
  t.false(session.destroyed);
  await session.close();
});
