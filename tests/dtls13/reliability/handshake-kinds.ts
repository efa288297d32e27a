import { deepEqual, equal } from 'node:assert/strict';
import { type BufferPools, type Connection, importSession, type Session } from '../../../runtime/dtls13/index.ts';
import {
  type PairOptions,
  SeededRandom,
  type SimulatedPair,
  simulatePair,
  testCertificate,
} from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { earlyListener, earlyMessages, earlySession, results, sendEarly } from '../early-data/early-pair.ts';
import { firstSession, knows, resumable, sensor } from '../handshake/psk/psk-pair.ts';

/** One kind of handshake of the matrix. */
export interface HandshakeKind {
  /** Called for each run, because a session is offered once. */
  options(): Pick<PairOptions, 'endpoint' | 'connection' | 'listener'>;
  /** What both sides report, besides what every handshake has. */
  readonly secure: { readonly resumed: boolean; readonly pskIdentity: string | undefined };
  /** What happens before the first datagram arrives. */
  begin?(pair: SimulatedPair): void;
  /** What happens once both sides are secure. Throws Error if the sides disagree. */
  complete?(pair: SimulatedPair): void;
}

const none = { resumed: false, pskIdentity: undefined } as const;
const external = { resumed: false, pskIdentity: 'sensor 17' } as const;
const knowsKeys = { externalPsks: true };

/** The session of a ticket of `resumable`, as bytes. */
const exported = firstSession().export() as Uint8Array;
const session = (): Session => importSession(exported);
const exportedForEarlyData = earlySession().export() as Uint8Array;

const own = {
  chain: [testCertificate.der],
  privateKey: classicalProvider.importPrivateKey(testCertificate.privateKey),
};

const EARLY = 'early';

/** Early data arrives once or is lost where it is accepted, and does not arrive where it is rejected. */
function checkEarlyData(pair: SimulatedPair): void {
  const [ours, theirs] = results(pair);
  // A server that rejected it without state does not know of it.
  equal(ours?.accepted, theirs?.accepted ?? false);
  const received = earlyMessages(pair);
  deepEqual(received, ours?.accepted === true && received.length > 0 ? [EARLY] : []);
}

/** The server requests the client's certificate twice, and gets both responses. */
function authenticateClient(pair: SimulatedPair): void {
  const server = pair.server as Connection;
  for (const expected of [0, 1]) equal(server.requestCertificate({}, pair.network.now), expected);
  pair.serverHost.drain();
  for (let round = 0; round < ROUNDS; round++) {
    const responses = pair.serverHost.events.flatMap(({ event }) =>
      event.kind === 'clientAuthentication' && event.peerSignatureScheme !== undefined ? [event.request] : [],
    );
    if (responses.length === 2) {
      deepEqual(responses.toSorted(), [0, 1]);
      return;
    }
    pair.network.advance(ROUND);
  }
  throw new Error(`no authentication in ${ROUNDS} rounds: ${JSON.stringify(ends(pair))}`);
}

/** The kinds of handshake, by name. */
export const handshakeKinds: Readonly<Record<string, HandshakeKind>> = {
  full: { options: () => ({}), secure: none },
  tickets: { options: () => ({ connection: { sessions: true }, listener: { tickets: 2 } }), secure: none },
  helloRetry: { options: () => ({ connection: { keyShares: [] } }), secure: none },
  clientCertificate: {
    options: () => ({ connection: { certificate: own }, listener: { requestCertificate: 'required' } }),
    secure: none,
  },
  externalPsk: { options: () => ({ connection: { psks: [sensor] }, listener: knowsKeys }), secure: external },
  importedPsk: {
    options: () => ({
      connection: { psks: [{ ...sensor, importContext: Buffer.from('a to b') }], pskRequired: true },
      listener: knowsKeys,
    }),
    secure: external,
  },
  pskWithoutKeyExchange: {
    options: () => ({ endpoint: { pskModes: ['psk_ke'] }, connection: { psks: [sensor] }, listener: knowsKeys }),
    secure: external,
  },
  resumed: {
    options: () => ({
      connection: { session: session() },
      listener: { tickets: 1, ticketKeys: resumable.ticketKeys },
    }),
    secure: { resumed: true, pskIdentity: undefined },
  },
  earlyData: {
    options: () => ({
      connection: { session: importSession(exportedForEarlyData), earlyData: true },
      listener: { tickets: 1, ticketKeys: resumable.ticketKeys, maxEarlyData: earlyListener.maxEarlyData },
    }),
    secure: { resumed: true, pskIdentity: undefined },
    begin: (pair) => void sendEarly(pair, EARLY),
    complete: checkEarlyData,
  },
  authenticatedLater: {
    options: () => ({ connection: { certificate: own, postHandshakeAuth: true } }),
    secure: none,
    complete: authenticateClient,
  },
};

/** The levels of each factor of the matrix. */
export const factors = {
  kind: Object.keys(handshakeKinds),
  cookies: ['always', 'never'],
  loss: [0, 0.1, 0.2, 0.3, 0.4, 0.5],
  jitter: [0, 15, 120],
  duplication: [0, 0.1, 0.4],
  mtu: [256, 400, 1200, 1500],
  migration: ['none', 'after', 'soon'],
} as const;

/** One level of each factor. */
export type Combination = { readonly [Factor in keyof typeof factors]: (typeof factors)[Factor][number] };

/** The combination of a seed. */
export function combinationOf(seed: number): Combination {
  const random = new SeededRandom(seed);
  return Object.fromEntries(
    Object.entries(factors).map(([factor, levels]) => [factor, levels[Math.floor(random.fraction() * levels.length)]]),
  ) as unknown as Combination;
}

/** Rounds of data in which each side must receive a message of the other. */
const ROUNDS = 400;
/** Milliseconds. */
const ROUND = 250;

/**
 * Runs a handshake, exchanges data, moves the client, and exchanges data again. Throws Error if the sides disagree. `buffers`:
 * of both sides.
 */
export function runHandshake(seed: number, buffers?: BufferPools): SimulatedPair {
  const combination = combinationOf(seed);
  const { cookies, loss, jitter, duplication, mtu, migration } = combination;
  const kind = handshakeKinds[combination.kind] as HandshakeKind;
  const { endpoint = {}, connection = {}, listener = {} } = kind.options();
  const pair = simulatePair({
    clientProvider: classicalProvider,
    serverProvider: classicalProvider,
    network: { seed, loss, jitter, duplication },
    endpoint: {
      maxDatagramSize: mtu,
      fallbackDatagramSize: Math.min(mtu, 548),
      initialTimeout: 300,
      maxTimeout: 2000,
      maxRetransmissions: 1000,
      handshakeTimeout: 3_600_000,
      idleTimeout: 3_600_000,
      connectionIds: migration === 'none' ? undefined : { length: 4 },
      buffers,
      ...endpoint,
    },
    connection,
    listener: { cookies, ...listener },
  });
  pair.serverHost.lookUpPsk = knows(sensor);
  pair.network.limitDatagrams('client', mtu);
  kind.begin?.(pair);
  if (!pair.handshake()) throw new Error(`no handshake: ${JSON.stringify(ends(pair))}`);
  checkAgreement(pair, kind);
  kind.complete?.(pair);
  if (migration !== 'soon') exchangeData(pair);
  if (migration !== 'none') {
    pair.network.rebind('client', 'elsewhere');
    pair.network.limitDatagrams('elsewhere', mtu);
    exchangeData(pair);
  }
  return pair;
}

function checkAgreement(pair: SimulatedPair, { secure }: HandshakeKind): void {
  const [ours, theirs] = (['clientHost', 'serverHost'] as const).map((host) => {
    const event = pair[host].events.find((each) => each.event.kind === 'secure')?.event;
    if (event?.kind !== 'secure') throw new Error('not secure');
    const { cipherSuite, group, resumed, pskIdentity, helloRetry } = event;
    return { cipherSuite, group, resumed, pskIdentity: pskIdentity && Buffer.from(pskIdentity).toString(), helloRetry };
  });
  deepEqual(ours, theirs);
  deepEqual({ resumed: ours?.resumed, pskIdentity: ours?.pskIdentity }, secure);
  const [mine, yours] = [pair.client, pair.server].map((side) =>
    side?.exportKeyingMaterial('EXPORTER-test', new Uint8Array(), 32),
  );
  deepEqual(mine, yours);
}

/** Sends until each side has a message of the other: data is not retransmitted. */
function exchangeData(pair: SimulatedPair): void {
  const before = { clientHost: messages(pair, 'clientHost'), serverHost: messages(pair, 'serverHost') };
  for (let round = 0; round < ROUNDS; round++) {
    pair.send('client', Buffer.from('ping'));
    pair.send('server', Buffer.from('pong'));
    pair.network.advance(ROUND);
    const isComplete = (['clientHost', 'serverHost'] as const).every((host) => messages(pair, host) > before[host]);
    if (isComplete) return;
  }
  throw new Error(`no data in ${ROUNDS} rounds: ${JSON.stringify(ends(pair))}`);
}

function messages(pair: SimulatedPair, host: 'clientHost' | 'serverHost'): number {
  return pair[host].events.filter(({ event }) => event.kind === 'message').length;
}

/** The last event of each side. */
function ends(pair: SimulatedPair): unknown[] {
  return [pair.clientHost, pair.serverHost].map(({ events }) => {
    const last = events.at(-1)?.event;
    return last?.kind === 'error' ? `${last.error.code}: ${last.error.message}` : last?.kind;
  });
}
