import { StoredSession } from '../../../../generated/dtls13/wire/stored-session.ts';
import {
  type ConnectionEvent,
  type ExternalPsk,
  importSession,
  type PskLookupResult,
  type PskRequest,
  type Session,
} from '../../../../runtime/dtls13/index.ts';
import { type PairOptions, type SimulatedPair, simulatePair } from '../../../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes } from '../../../../runtime/wire/index.ts';
import { classicalProvider } from '../../classical-provider.ts';

export type HostName = 'clientHost' | 'serverHost';

/** An external key of both sides. */
export const sensor: ExternalPsk = { identity: Buffer.from('sensor 17'), key: new Uint8Array(32).fill(9) };

/** A pair whose server knows `sensor`, as a key of its own or an imported one; `found` replaces what it knows. */
export function pskPair(
  options: Partial<PairOptions> = {},
  found: (request: PskRequest) => PskLookupResult | undefined = knows(sensor),
): SimulatedPair {
  const pair = simulatePair({
    clientProvider: classicalProvider,
    serverProvider: classicalProvider,
    ...options,
    connection: { psks: [sensor], ...options.connection },
    listener: { cookies: 'never', externalPsks: true, ...options.listener },
  });
  pair.serverHost.lookUpPsk = found;
  return pair;
}

/** A server that knows this key. */
export function knows({ identity, key, hash }: ExternalPsk): (request: PskRequest) => PskLookupResult | undefined {
  return ({ identities }) => {
    const index = identities.findIndex((each) => same(each.imported?.externalIdentity ?? each.identity, identity));
    return index === -1 ? undefined : { index, key, hash, imported: identities[index]?.imported !== undefined };
  };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** A server that issues tickets, and accepts those of every such server. */
export const resumable = { cookies: 'never', tickets: 1, ticketKeys: [new Uint8Array(32).fill(1)] } as const;

/** A pair whose server issues tickets, and whose client asks for them. */
export function ticketPair(options: Partial<PairOptions> = {}): SimulatedPair {
  return simulatePair({
    clientProvider: classicalProvider,
    serverProvider: classicalProvider,
    ...options,
    connection: { sessions: true, ...options.connection },
    listener: { ...resumable, ...options.listener },
  });
}

/** The sessions that a client got until now. */
export function sessionsOf(pair: SimulatedPair): Session[] {
  return pair.clientHost.events.flatMap(({ event }) => (event.kind === 'session' ? [event.session] : []));
}

/** Runs a handshake, and returns the first session of the client. */
export function firstSession(options: Partial<PairOptions> = {}): Session {
  const pair = ticketPair(options);
  pair.handshake();
  pair.network.advance(200);
  const [session] = sessionsOf(pair);
  if (session === undefined) throw new Error('the client got no ticket');
  return session;
}

export function secureEvent(pair: SimulatedPair, host: HostName) {
  const found = pair[host].events.find(({ event }) => event.kind === 'secure')?.event;
  return found?.kind === 'secure' ? found : undefined;
}

export function failure(pair: SimulatedPair, host: HostName): string | undefined {
  const last: ConnectionEvent | undefined = pair[host].events.at(-1)?.event;
  return last?.kind === 'error' ? last.error.code : undefined;
}

/** Sends data in both directions. */
export function exchangesData(pair: SimulatedPair): boolean {
  pair.send('client', Buffer.from('ping'));
  pair.network.advance(100);
  pair.send('server', Buffer.from('pong'));
  pair.network.advance(100);
  const received = (host: HostName) => pair[host].events.some(({ event }) => event.kind === 'message');
  return received('clientHost') && received('serverHost');
}

/** The session with other contents. */
export function importedWith(session: Session, change: Partial<StoredSession>): Session {
  const stored = decodeAll(StoredSession, session.export() ?? new Uint8Array());
  return importSession(encodeToBytes(StoredSession, { ...stored, ...change }));
}
