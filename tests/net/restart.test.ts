import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { ContentType } from 'wirechart/dtls13/wire';
import { connect, type DtlsEndpoint, type DtlsSession, type ListenOptions, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();

function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}) {
  const sessions: DtlsSession[] = [];
  const echo = (session: DtlsSession) => {
    sessions.push(session);
    session.onmessage = (data) => void session.send(data);
  };
  const endpoint = listen(echo, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, ...options });
  t.teardown(() => endpoint.destroy());
  return { endpoint, sessions, port: endpoint.address().port };
}

async function dial(t: ExecutionContext, port: number, bindPort = 0): Promise<DtlsSession> {
  const session = connect('localhost', port, { ca: ca.pem, initialTimeout: 200, bindPort });
  t.teardown(() => session.destroy());
  await session.opened;
  return session;
}

async function ask(session: DtlsSession, text: string): Promise<string> {
  const answer = session.messages().next();
  session.send(text);
  return Buffer.from((await answer).value ?? []).toString();
}

/** Datagrams from so many fresh ports, none of which leads to anything. */
async function beHeardFromManyPorts(port: number, endpoint: DtlsEndpoint, count: number): Promise<void> {
  const before = endpoint.stats.discarded.malformed;
  while (endpoint.stats.discarded.malformed - before < count) {
    const sockets = Array.from({ length: 20 }, () => createSocket('udp4'));
    const sent = sockets.map((socket) => {
      socket.send(Uint8Array.of(ContentType.handshake), port, '127.0.0.1');
      return once(socket, 'listening');
    });
    await Promise.all(sent);
    await setTimeout(2);
    for (const socket of sockets) socket.close();
  }
}

test('a client that restarts on the same port is served, and its old session closes', async (t) => {
  const { endpoint, sessions, port } = serve(t);
  const first = await dial(t, port);
  t.is(await ask(first, 'one'), 'one');
  const bindPort = sessions[0]?.remoteAddress?.port ?? 0;
  // It sends no alert.
  first.destroy();
  const closed = once(sessions[0] as DtlsSession, 'close');
  const second = await dial(t, port, bindPort);
  await closed;
  t.is(endpoint.sessions, 1);
  t.is(sessions[1]?.remoteAddress?.port, bindPort);
  // More unknown addresses than the table remembers, so that they take every path number that is not held.
  await beHeardFromManyPorts(port, endpoint, 1100);
  t.is(await ask(second, 'two'), 'two');
});

test('a session goes on when the key of the cookies is replaced', async (t) => {
  const { endpoint, port } = serve(t, { cookieKeys: [new Uint8Array(32).fill(1)] });
  const first = await dial(t, port);
  endpoint.setCookieKeys([new Uint8Array(32).fill(2)]);
  const second = await dial(t, port);
  t.is(await ask(first, 'one'), 'one');
  t.is(await ask(second, 'two'), 'two');
  t.true(second.helloRetry);
});
