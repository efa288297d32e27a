import { once } from 'node:events';
import type { ExecutionContext } from 'ava';
import { mlKem } from 'wirechart/crypto/post-quantum';
import {
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type ListenOptions,
  listen,
} from 'wirechart/dtls13';
import { issue, localhostPair, x509 } from '../certificates/authority.ts';
import { createTestProvider } from '../net/host-under-test.ts';
import { type RustPeerOptions, RustPeerProcess } from './rust-peer.ts';
import type { RustPeer } from './rust-peers.ts';
import { UdpRelay } from './udp-relay.ts';

export const { ca, server: serverIdentity } = await localhostPair();
export const clientIdentity = await issue({ subject: 'CN=client', usages: [x509.ExtendedKeyUsage.clientAuth] }, ca);

const provider = createTestProvider({ mlKem });

/** The two ends of a connection through the public API, and what is between them. */
export interface Meeting {
  readonly peer: RustPeerProcess;
  readonly session: DtlsSession;
  readonly relay: UdpRelay;
}

/** The peer is a client of our server. */
export interface ServerMeeting extends Meeting {
  readonly endpoint: DtlsEndpoint;
}

/** Options of a meeting. */
export interface MeetingOptions<Own> {
  /** Of the peer. By default it trusts our authority as a client, and sends `serverIdentity` as a server. */
  readonly peer?: RustPeerOptions;
  readonly own?: Own;
  /** Changes what the relay between the two does. */
  readonly relay?: (relay: UdpRelay) => void;
}

/** The peer as a client of our server. */
export async function acceptPeer(
  t: ExecutionContext,
  peer: RustPeer,
  { peer: options, own, relay: change }: MeetingOptions<Partial<ListenOptions>> = {},
): Promise<ServerMeeting> {
  const base = { cert: serverIdentity.pem, key: serverIdentity.key, host: '127.0.0.1', port: 0, provider };
  const endpoint = listen(() => {}, { ...base, ...own });
  t.teardown(() => endpoint.destroy());
  const relay = await UdpRelay.open(t, endpoint.address().port);
  change?.(relay);
  const client = RustPeerProcess.client(t, peer, relay.port, { ca: ca.pem, ...options });
  const [session] = await once(endpoint, 'session');
  return { peer: client, session, relay, endpoint };
}

/** The peer as a server of our client. */
export async function connectToPeer(
  t: ExecutionContext,
  peer: RustPeer,
  { peer: options, own, relay: change }: MeetingOptions<ConnectOptions> = {},
): Promise<Meeting> {
  const { server, port } = await RustPeerProcess.server(t, peer, { identity: serverIdentity, ...options });
  const relay = await UdpRelay.open(t, port);
  change?.(relay);
  const session = connect('127.0.0.1', relay.port, { ca: ca.pem, provider, ...own });
  t.teardown(() => session.destroy());
  return { peer: server, session, relay };
}

/** One message each way. */
export async function exchangeData(t: ExecutionContext, { session, peer }: Meeting, text = 'hello'): Promise<void> {
  await peer.opened();
  const messages = session.messages();
  peer.send(`${text} from the peer`);
  t.is(Buffer.from((await messages.next()).value ?? []).toString(), `${text} from the peer`);
  await messages.return?.();
  t.true(session.send(`${text} from wirechart`));
  t.is(await peer.message(), `${text} from wirechart`);
}

/** close_notify both ways. */
export async function closeBoth({ session, peer }: Meeting): Promise<void> {
  await session.close();
  await peer.next('closed');
}
