// The client and the server of a recording, with their keys, sessions and certificates.
import type { CryptoProvider } from 'wirechart/crypto';
import { createPortableProvider } from 'wirechart/crypto/portable';
import type { ExternalPsk, PskModeName, Session } from 'wirechart/dtls13/core';
import { ConfigError, WirechartError } from 'wirechart/runtime';
import {
  type NetworkConditions,
  type PairOptions,
  type SimulatedPair,
  simulatePair,
  testCertificate,
} from 'wirechart/testing';
import type { Peer } from './recording.ts';

/** How the two peers authenticate each other, and what they negotiate. */
export interface HandshakeOptions {
  /** An external pre-shared key authenticates both sides, with or without a key exchange. Default: certificates. */
  readonly psk?: PskModeName | undefined;
  /** The client resumes the session of an earlier handshake, and gets another ticket. Excludes `psk`. Default false. */
  readonly resume?: boolean;
  /** Number of messages of the client before the handshake is complete: 0 to 100. Needs `resume`. Default 0. */
  readonly earlyData?: number;
  /** The client authenticates itself in the handshake, or when the server requests it later. Excludes `psk`. */
  readonly clientAuthentication?: 'handshake' | 'later' | undefined;
}

/** The external key of both peers. It protects nothing. */
const PSK: ExternalPsk = { identity: new TextEncoder().encode('recorded key'), key: new Uint8Array(32).fill(1) };
const TICKET_KEY = new Uint8Array(32).fill(2);
/** Bytes of early data that the server accepts. */
const MAX_EARLY_DATA = 10_000;
/** Milliseconds in which the ticket of the earlier handshake arrives: that network has no loss. */
const TICKET_MS = 1000;

/** Throws ConfigError for options that exclude each other. */
export function checkHandshake({ psk, resume = false, earlyData = 0, clientAuthentication }: HandshakeOptions): void {
  if (psk !== undefined && resume) throw new ConfigError('resume', 'excludes `psk`');
  if (earlyData > 0 && !resume) throw new ConfigError('earlyData', 'needs `resume`');
  if (psk !== undefined && clientAuthentication !== undefined)
    throw new ConfigError('clientAuthentication', 'excludes `psk`');
}

/**
 * Creates both peers; the client's first flight is sent. `endpoint`: further options of both. The same options give the same
 * bytes.
 */
export function recordedPair(
  options: HandshakeOptions,
  network: NetworkConditions,
  endpoint: NonNullable<PairOptions['endpoint']>,
): SimulatedPair {
  const session = options.resume === true ? earlierSession(options, endpoint, network.seed ?? 1) : undefined;
  const pair = createPair(options, network, endpoint, '', session);
  pair.serverHost.lookUpPsk = ({ identities }) => {
    const index = identities.findIndex(({ identity }) => Buffer.compare(identity, PSK.identity) === 0);
    return index === -1 ? undefined : { index, key: PSK.key };
  };
  return pair;
}

/** The session of a full handshake that is not recorded. */
function earlierSession(
  options: HandshakeOptions,
  endpoint: NonNullable<PairOptions['endpoint']>,
  seed: number,
): Session {
  const pair = createPair(options, { seed }, endpoint, 'earlier ', undefined);
  if (pair.handshake()) pair.network.advance(TICKET_MS);
  const found = pair.clientHost.events.find(({ event }) => event.kind === 'session')?.event;
  if (found?.kind === 'session') return found.session;
  throw new WirechartError('ERR_WIRECHART_RECORDING', 'the earlier handshake gave no session');
}

/** `name`: a part of the seeds. */
function createPair(
  options: HandshakeOptions,
  network: NetworkConditions,
  endpoint: NonNullable<PairOptions['endpoint']>,
  name: string,
  session: Session | undefined,
): SimulatedPair {
  const { seed = 1 } = network;
  const provider = (peer: Peer) => createPortableProvider({ seed: new TextEncoder().encode(`${name}${peer} ${seed}`) });
  const clientProvider = provider('client');
  return simulatePair({
    clientProvider,
    serverProvider: provider('server'),
    network,
    endpoint: { ...endpoint, ...(options.psk === undefined ? {} : { pskModes: [options.psk] }) },
    connection: connectionOptions(options, clientProvider, session),
    listener: listenerOptions(options),
  });
}

function connectionOptions(
  { psk, resume = false, earlyData = 0, clientAuthentication }: HandshakeOptions,
  provider: CryptoProvider,
  session: Session | undefined,
): NonNullable<PairOptions['connection']> {
  const privateKey = () => provider.importPrivateKey(testCertificate.privateKey);
  return {
    psks: psk === undefined ? undefined : [PSK],
    session,
    sessions: resume,
    earlyData: session !== undefined && earlyData > 0,
    certificate: clientAuthentication && { chain: [testCertificate.der], privateKey: privateKey() },
    postHandshakeAuth: clientAuthentication === 'later',
  };
}

function listenerOptions({
  psk,
  resume = false,
  earlyData = 0,
  clientAuthentication,
}: HandshakeOptions): NonNullable<PairOptions['listener']> {
  return {
    externalPsks: psk !== undefined,
    ...(resume ? { tickets: 1, ticketKeys: [TICKET_KEY] } : {}),
    maxEarlyData: earlyData > 0 ? MAX_EARLY_DATA : 0,
    requestCertificate: clientAuthentication === 'handshake' ? 'required' : 'no',
  };
}
