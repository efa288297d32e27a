import { once } from 'node:events';
import type { ExecutionContext } from 'ava';
import {
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type ListenOptions,
  listen,
  type Session,
} from 'wirechart/dtls13';
import { localhostPair } from '../certificates/authority.ts';
import { freePort } from './free-port.ts';
import { NssInput } from './nss-input.ts';
import { certificateOf, makeDatabase, startTstclnt, type Tstclnt } from './tstclnt.ts';

const { server: identity } = await localhostPair();

/** NSS as client has the ticket of its first connection, and is about to begin the second. */
export interface ServerMeeting {
  readonly endpoint: DtlsEndpoint;
  readonly nss: Tstclnt;
  readonly input: NssInput;
  /** The folder of NSS: its key log. */
  readonly folder: string;
}

/** Our client in its second connection, which may still be in its handshake. NSS sends one text and closes it. */
export interface ClientMeeting {
  readonly ticket: Session;
  readonly session: DtlsSession;
}

/** NSS as client connects twice to our server, and sends the text in the second connection as early as it can. */
export async function acceptNssAgain(
  t: ExecutionContext,
  options: readonly string[],
  own: Partial<ListenOptions>,
  text: string,
): Promise<ServerMeeting> {
  const base = { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 };
  const endpoint = listen(() => {}, { ...base, tickets: 1, ...own });
  t.teardown(() => endpoint.destroy());
  const folder = makeDatabase(t, 'none');
  const input = new NssInput(t, folder);
  const nss = startTstclnt(t, folder, 'client', endpoint.address().port, ['-u', ...input.options, ...options]);
  const [first] = (await once(endpoint, 'session')) as [DtlsSession];
  t.false((await first.opened).resumed);
  await first.messages().next();
  input.send(text);
  input.open();
  // NSS gets the ticket before this close_notify, which ends its first connection.
  void first.close();
  return { endpoint, nss, input, folder };
}

/** Our client connects twice to NSS as server, the second time with the ticket of the first and with `earlyData`. */
export async function resumeAtNss(
  t: ExecutionContext,
  options: readonly string[],
  { earlyData, ...own }: ConnectOptions = {},
): Promise<ClientMeeting> {
  // NSS binds its second socket to the sender of the first datagram, which can be the last one of the first connection.
  const [port, bindPort] = [await freePort(), await freePort()];
  const folder = makeDatabase(t);
  const nss = startTstclnt(t, folder, 'server', port, ['-u', '-L', '2', '-Q', ...options]);
  const base = { ca: certificateOf(folder), initialTimeout: 100, bindPort, ...own };
  const first = connect('127.0.0.1', port, { ...base, sessions: true });
  t.teardown(() => first.destroy());
  const [ticket] = (await once(first, 'session')) as [Session];
  await first.closed;
  nss.send('hello from NSS');
  const session = connect('127.0.0.1', port, { ...base, session: ticket, earlyData });
  t.teardown(() => session.destroy());
  return { ticket, session };
}
