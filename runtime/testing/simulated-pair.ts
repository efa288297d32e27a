import type { CryptoProvider } from '../crypto/provider.ts';
import {
  type ApplicationRequest,
  type ApplicationResponse,
  type Connection,
  type ConnectionEvent,
  type ConnectionOptions,
  createConnection,
  createListener,
  type EndpointOptions,
  type Listener,
  type ListenerOptions,
  WirechartError,
} from '../dtls13/index.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { type OptionNames, refuseUnknownOptions } from '../errors/option-names.ts';
import { equalBytes } from '../wire/index.ts';
import type { SimulatedHost } from './simulated-host.ts';
import { type NetworkConditions, SimulatedNetwork } from './simulated-network.ts';
import { testCertificate } from './test-certificate.ts';

/** Options of `simulatePair()`. */
export interface PairOptions {
  readonly clientProvider: CryptoProvider;
  readonly serverProvider: CryptoProvider;
  readonly network?: NetworkConditions;
  /** The server's certificate chain in DER, the test certificate first. Default: the test certificate only. */
  readonly chain?: readonly Uint8Array[];
  /** Options of both sides. */
  readonly endpoint?: Partial<Omit<EndpointOptions, 'host' | 'provider'>>;
  /** Options of the client, which has no certificate by default. */
  readonly connection?: Partial<Omit<ConnectionOptions, 'host' | 'provider' | 'path'>>;
  /** Options of the server. */
  readonly listener?: Partial<Omit<ListenerOptions, 'host' | 'provider'>>;
  /** The name that the client requests. Default `localhost`. */
  readonly servername?: string;
}

const PAIR: OptionNames<PairOptions> = {
  clientProvider: true,
  serverProvider: true,
  network: true,
  chain: true,
  endpoint: true,
  connection: true,
  listener: true,
  servername: true,
};

/** A client and a server that trust the test certificate, on a separate simulated network. */
export interface SimulatedPair {
  readonly network: SimulatedNetwork;
  readonly clientHost: SimulatedHost;
  readonly serverHost: SimulatedHost;
  readonly client: Connection;
  readonly listener: Listener;
  /** The server's connection; undefined before its first event. */
  readonly server: Connection | undefined;
  /** Advances time until both sides are secure. False: a side failed, or no event is left. */
  handshake(): boolean;
  /** Sends a message from one side at the current time. */
  send(from: 'client' | 'server', data: Uint8Array): void;
  close(from: 'client' | 'server'): void;
}

/** Accepts the test certificate only. Knows no pre-shared key. */
export function trustTestCertificate(request: ApplicationRequest): ApplicationResponse {
  const { id } = request;
  if (request.kind === 'psk') return { id, psk: undefined };
  if (request.kind === 'freshness') return { id, fresh: false };
  const [leaf] = request.chain;
  if (leaf !== undefined && equalBytes(leaf, testCertificate.der)) {
    return { id, accept: true, publicKey: testCertificate.publicKey };
  }
  const error = new CertificateError('UNKNOWN_ISSUER', 'not the test certificate');
  return { id, accept: false, alert: 'unknown_ca', error };
}

/** Creates both sides. The client's first flight is already sent. */
export function simulatePair(options: PairOptions): SimulatedPair {
  refuseUnknownOptions(options, PAIR, 'simulatePair()');
  const { clientProvider, serverProvider, endpoint = {}, servername = 'localhost' } = options;
  const { connection = {}, listener: listening = {} } = options;
  const network = new SimulatedNetwork(options.network);
  const serverHost = network.host('server', trustTestCertificate);
  const clientHost = network.host('client', trustTestCertificate);
  const certificate = {
    chain: options.chain ?? [testCertificate.der],
    privateKey: serverProvider.importPrivateKey(testCertificate.privateKey),
  };
  const listener = createListener({
    host: serverHost,
    provider: serverProvider,
    certificate,
    ...endpoint,
    ...listening,
  });
  serverHost.attach(listener);
  const path = clientHost.path('server');
  const client = createConnection(
    { host: clientHost, provider: clientProvider, path, servername, ...endpoint, ...connection },
    network.now,
  );
  clientHost.attach(client);
  const side = (name: 'client' | 'server') => (name === 'client' ? client : serverHost.firstConnection);
  const hostOf = (name: 'client' | 'server') => (name === 'client' ? clientHost : serverHost);
  const required = (name: 'client' | 'server'): Connection => {
    const connection = side(name);
    if (connection === undefined)
      throw new WirechartError('ERR_WIRECHART_SIMULATION', `the ${name} has no connection yet`);
    return connection;
  };
  const saw = (host: SimulatedHost, kind: ConnectionEvent['kind']) =>
    host.events.some(({ event }) => event.kind === kind);
  return {
    network,
    clientHost,
    serverHost,
    client,
    listener,
    get server() {
      return side('server');
    },
    handshake() {
      network.run(
        () =>
          (saw(clientHost, 'secure') && saw(serverHost, 'secure')) ||
          saw(clientHost, 'error') ||
          saw(serverHost, 'error'),
      );
      return saw(clientHost, 'secure') && saw(serverHost, 'secure');
    },
    send(from, data) {
      required(from).sendMany(data, Int32Array.of(0), Int32Array.of(data.length), network.now);
      hostOf(from).drain();
    },
    close(from) {
      required(from).close(network.now);
      hostOf(from).drain();
    },
  };
}
