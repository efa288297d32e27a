import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { dgramSockets } from '../../../runtime/net/dgram-sockets.ts';
import {
  type ConnectOptions,
  connect,
  type DtlsSession,
  type DtlsWorkerEndpoint,
  listen,
  type WorkerListenOptions,
} from '../../../runtime/net/index.ts';
import { localhostPair } from '../../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();

/** A module of `handlers`, by its name and a query. */
export function handler(name: string): URL {
  const [file, query = ''] = name.split('?');
  return new URL(`./handlers/${file}.js${query === '' ? '' : `?${query}`}`, import.meta.url);
}

/** Two workers on a socket of node:dgram, destroyed when the test ends. */
export function serve(
  t: ExecutionContext,
  name: string,
  options: Partial<WorkerListenOptions> = {},
): DtlsWorkerEndpoint {
  const endpoint = listen(handler(name), {
    workers: 2,
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    sockets: dgramSockets,
    ...options,
  });
  t.teardown(async () => {
    endpoint.destroy();
    await endpoint.closed.catch(() => {});
  });
  return endpoint;
}

/** Each new address gets the next worker. */
export function inTurn(): () => number {
  let next = 0;
  return () => next++ % 2;
}

export function dial(t: ExecutionContext, port: number, options: ConnectOptions = {}): DtlsSession {
  const session = connect('127.0.0.1', port, { ca: ca.pem, servername: 'localhost', initialTimeout: 2000, ...options });
  t.teardown(() => session.destroy());
  return session;
}

/** The answer of the server to a text, after the handshake. */
export async function ask(session: DtlsSession, text: string): Promise<string> {
  await session.opened;
  const answer = session.messages().next();
  session.send(text);
  return Buffer.from((await answer).value ?? []).toString();
}

/** Waits for a state that is reported with a delay. The time limit of the test ends it. */
export async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) await delay(10);
}
