import type { CryptoProvider } from '../../runtime/crypto/index.ts';
import { createConnection, createListener, type EndpointOptions } from '../../runtime/dtls13/index.ts';
import type { OptionNames } from '../../runtime/errors/option-names.ts';
import { testCertificate } from '../../runtime/testing/index.ts';
import { type CreateEndpoint, DrivenEndpoint } from './driven-endpoint.ts';
import { LoggingProvider } from './logging-provider.ts';
import { OperationLog } from './operation-log.ts';

export type Side = 'client' | 'server';

/** What decides the bytes of both endpoints. */
export interface EndpointSettings {
  /** A whole number from 0 to 2^32-1: randomness of both providers and of the link follows from it. Default 1. */
  readonly seed?: number;
  /**
   * Makes a provider whose every random byte follows from `seed` (32 bytes), as
   * `(seed) => createPortableProvider({ seed })` does.
   */
  readonly createProvider: (seed: Uint8Array) => CryptoProvider;
  /** Default `localhost`. */
  readonly servername?: string;
  /** For both endpoints. */
  readonly endpoint?: Partial<Omit<EndpointOptions, 'host' | 'provider'>>;
}

export const ENDPOINT_SETTINGS: OptionNames<EndpointSettings> = {
  seed: true,
  createProvider: true,
  servername: true,
  endpoint: true,
};

/** An endpoint whose operations are logged (to be timed), or a bare one with the same randomness (to compare). */
export function driveEndpoint(side: Side, settings: EndpointSettings, kind: 'logged' | 'bare'): DrivenEndpoint {
  const log = new OperationLog();
  const bare = settings.createProvider(seedOf(side, settings.seed ?? 1));
  const provider = kind === 'logged' ? new LoggingProvider(bare, log) : bare;
  const create = side === 'client' ? clientOf(provider, settings) : serverOf(provider, settings);
  return new DrivenEndpoint(create, new TextEncoder().encode(side === 'client' ? 'server' : 'client'), log);
}

function clientOf(provider: CryptoProvider, { servername = 'localhost', endpoint }: EndpointSettings): CreateEndpoint {
  return (host, now) => createConnection({ ...endpoint, host, provider, path: 0, servername }, now);
}

function serverOf(provider: CryptoProvider, { endpoint }: EndpointSettings): CreateEndpoint {
  const certificate = {
    chain: [testCertificate.der],
    privateKey: provider.importPrivateKey(testCertificate.privateKey),
  };
  return (host) => createListener({ ...endpoint, host, provider, certificate });
}

/** The sides differ in the first byte. */
function seedOf(side: Side, seed: number): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes[0] = side === 'client' ? 1 : 2;
  new DataView(bytes.buffer).setUint32(1, seed);
  return bytes;
}
