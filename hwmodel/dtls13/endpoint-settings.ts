// Creates the endpoints of the protocol core from the options of a simulation.
import type { CryptoProvider } from '../../runtime/crypto/index.ts';
import {
  type Certificate,
  type ConnectionOptions,
  createConnection,
  createListener,
  type EndpointOptions,
  type ListenerOptions,
  type PskModeName,
  type Session,
} from '../../runtime/dtls13/index.ts';
import type { OptionNames } from '../../runtime/errors/option-names.ts';
import { testCertificate } from '../../runtime/testing/index.ts';
import { earlierSession } from './earlier-session.ts';
import { EndpointDriver, type EndpointFactory } from './endpoint-driver.ts';
import { LoggingProvider } from './logging-provider.ts';
import { OperationLog } from './operation-log.ts';
import { simulatedPsk } from './simulated-psk.ts';

/** The role of an endpoint in the handshake. */
export type EndpointRole = 'client' | 'server';

/** When the server requests the certificate of the client. */
export type ClientAuthentication = 'handshake' | 'later';

/** Options that determine the bytes that both endpoints send. */
export interface EndpointSettings {
  /** Seed of both providers and of the link's losses: a whole number from 0 to 2^32 - 1. Default 1. */
  readonly seed?: number;
  /**
   * Creates a provider whose random bytes are all derived from `seed` (32 bytes), for example
   * `(seed) => createPortableProvider({ seed })`.
   */
  readonly createProvider: (seed: Uint8Array) => CryptoProvider;
  /** DNS name that the client sends in server_name. Default `localhost`. */
  readonly servername?: string;
  /**
   * How often the client changes its address, between its messages: 0 to 1000. Default 0. The endpoints have connection
   * ids of 8 bytes then, if `endpoint.connectionIds` is not given; RFC 9147 section 9, RFC 9853.
   */
  readonly migrations?: number;
  /** An external pre-shared key authenticates both sides, with or without a key exchange; RFC 9846 section 4.3.9. */
  readonly psk?: PskModeName;
  /** The client resumes the session of a full handshake before the simulation; RFC 9846 section 2.2. Default false. */
  readonly resume?: boolean;
  /**
   * Application data of the client before the handshake is complete, one datagram each; RFC 9846 section 2.3. The server
   * returns each when the handshake is complete. Needs `resume`. Default: none.
   */
  readonly earlyMessages?: readonly Uint8Array[];
  /**
   * The client authenticates itself by the test certificate: in the handshake, or when the server requests that `later`;
   * RFC 9846 sections 4.4.2 and 4.7.2. Excludes `psk`. Default: not at all.
   */
  readonly clientAuthentication?: ClientAuthentication;
  /** Further options of the core, for both endpoints. */
  readonly endpoint?: Partial<Omit<EndpointOptions, 'host' | 'provider'>>;
}

export const ENDPOINT_SETTINGS: OptionNames<EndpointSettings> = {
  seed: true,
  createProvider: true,
  servername: true,
  migrations: true,
  psk: true,
  resume: true,
  earlyMessages: true,
  clientAuthentication: true,
  endpoint: true,
};

/** The key of the tickets of `resume`. */
const TICKET_KEY = new Uint8Array(32).fill(2);

/** Bytes of early data that the server accepts: the largest maximum of the core. */
const MAX_EARLY_DATA = 2 ** 20;

/** Bytes of a connection id where the client changes its address. */
const ID_LENGTH = 8;

/** Creates an endpoint with a logging provider (`logged`), or with the provider alone and the same seed (`bare`). */
export function createEndpointDriver(
  role: EndpointRole,
  settings: EndpointSettings,
  kind: 'logged' | 'bare',
): EndpointDriver {
  const log = new OperationLog();
  const bare = settings.createProvider(providerSeed(role, settings.seed ?? 1));
  const provider = kind === 'logged' ? new LoggingProvider(bare, log) : bare;
  const create = role === 'client' ? createClient(provider, settings) : createServer(provider, settings);
  return new EndpointDriver(create, (path) => new TextEncoder().encode(remoteAddress(role, path)), log);
}

function createClient(provider: CryptoProvider, settings: EndpointSettings): EndpointFactory {
  return (host, now) => {
    const options = clientOptions(provider, settings);
    const session = settings.resume === true ? resumable(settings, now) : undefined;
    // The model has no tickets of its own.
    const earlyData = sendsEarly(settings);
    return createConnection({ ...options, session, sessions: false, earlyData, host, path: 0 }, now);
  };
}

function clientOptions(
  provider: CryptoProvider,
  { servername = 'localhost', endpoint, migrations, psk, clientAuthentication }: EndpointSettings,
): Omit<ConnectionOptions, 'host' | 'path'> {
  const keys = psk === undefined ? {} : { psks: [simulatedPsk], pskModes: [psk] };
  const own =
    clientAuthentication === undefined
      ? {}
      : { certificate: certificateOf(provider), postHandshakeAuth: clientAuthentication === 'later' };
  return { ...connectionIds(migrations), ...endpoint, ...keys, ...own, provider, servername };
}

function createServer(provider: CryptoProvider, settings: EndpointSettings): EndpointFactory {
  const ticketKeys = settings.resume === true ? [TICKET_KEY] : undefined;
  return (host) => createListener({ ...serverOptions(provider, settings), ticketKeys, host });
}

function serverOptions(provider: CryptoProvider, settings: EndpointSettings): Omit<ListenerOptions, 'host'> {
  const { endpoint, migrations, psk, clientAuthentication } = settings;
  const certificate = certificateOf(provider);
  const keys = psk === undefined ? {} : { externalPsks: true, pskModes: [psk] };
  const requestCertificate = clientAuthentication === 'handshake' ? 'required' : 'no';
  const maxEarlyData = sendsEarly(settings) ? MAX_EARLY_DATA : 0;
  const own = { provider, certificate, requestCertificate, maxEarlyData } as const;
  return { ...connectionIds(migrations), ...endpoint, ...keys, ...own };
}

function resumable(settings: EndpointSettings, now: number): Session {
  const { createProvider, seed = 1 } = settings;
  const client = clientOptions(createProvider(providerSeed('client', seed, EARLIER)), settings);
  const server = serverOptions(createProvider(providerSeed('server', seed, EARLIER)), settings);
  return earlierSession({ ...client, sessions: true }, { ...server, tickets: 1, ticketKeys: [TICKET_KEY] }, now);
}

function sendsEarly({ earlyMessages = [] }: EndpointSettings): boolean {
  return earlyMessages.length > 0;
}

/** The certificate of both simulated sides. */
function certificateOf(provider: CryptoProvider): Certificate {
  return { chain: [testCertificate.der], privateKey: provider.importPrivateKey(testCertificate.privateKey) };
}

/** By them the server recognizes the client at another address. */
function connectionIds(migrations = 0): Partial<EndpointOptions> {
  return migrations > 0 ? { connectionIds: { length: ID_LENGTH } } : {};
}

/** The server has one address, the client one for each path. */
function remoteAddress(role: EndpointRole, path: number): string {
  if (role === 'client') return 'server';
  return path === 0 ? 'client' : `client ${path}`;
}

/** Marks the seeds of the handshake before the simulation. */
const EARLIER = 1;

/** 32 bytes: one byte for the role, then the seed as a 32-bit integer, then which handshake it is for. */
function providerSeed(role: EndpointRole, seed: number, handshake = 0): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes[5] = handshake;
  bytes[0] = role === 'client' ? 1 : 2;
  new DataView(bytes.buffer).setUint32(1, seed);
  return bytes;
}
