// Creates the endpoints of the protocol core from the options of a simulation.
import type { CryptoProvider } from '../../runtime/crypto/index.ts';
import { createConnection, createListener, type EndpointOptions } from '../../runtime/dtls13/index.ts';
import type { OptionNames } from '../../runtime/errors/option-names.ts';
import { testCertificate } from '../../runtime/testing/index.ts';
import { EndpointDriver, type EndpointFactory } from './endpoint-driver.ts';
import { LoggingProvider } from './logging-provider.ts';
import { OperationLog } from './operation-log.ts';

/** The role of an endpoint in the handshake. */
export type EndpointRole = 'client' | 'server';

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
  /** Further options of the core, for both endpoints. */
  readonly endpoint?: Partial<Omit<EndpointOptions, 'host' | 'provider'>>;
}

export const ENDPOINT_SETTINGS: OptionNames<EndpointSettings> = {
  seed: true,
  createProvider: true,
  servername: true,
  endpoint: true,
};

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
  return new EndpointDriver(create, new TextEncoder().encode(role === 'client' ? 'server' : 'client'), log);
}

function createClient(
  provider: CryptoProvider,
  { servername = 'localhost', endpoint }: EndpointSettings,
): EndpointFactory {
  return (host, now) => createConnection({ ...endpoint, host, provider, path: 0, servername }, now);
}

function createServer(provider: CryptoProvider, { endpoint }: EndpointSettings): EndpointFactory {
  const certificate = {
    chain: [testCertificate.der],
    privateKey: provider.importPrivateKey(testCertificate.privateKey),
  };
  return (host) => createListener({ ...endpoint, host, provider, certificate });
}

/** 32 bytes: one byte for the role, then the seed as a 32-bit integer. */
function providerSeed(role: EndpointRole, seed: number): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes[0] = role === 'client' ? 1 : 2;
  new DataView(bytes.buffer).setUint32(1, seed);
  return bytes;
}
