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
  /** What the server shows, in DER, the test certificate first. Default: that alone. */
  readonly chain?: readonly Uint8Array[];
  /** For both sides. */
  readonly endpoint?: Partial<Omit<EndpointOptions, 'host' | 'provider'>>;
  /** For the client, which shows no certificate unless one stands here. */
  readonly connection?: Partial<Omit<ConnectionOptions, 'host' | 'provider' | 'path'>>;
  /** For the server. */
  readonly listener?: Partial<Omit<ListenerOptions, 'host' | 'provider'>>;
  /** Default `localhost`. */
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

/** A client and a server that show and trust the test certificate, on a network of their own. */
export interface SimulatedPair {
  readonly network: SimulatedNetwork;
  readonly clientHost: SimulatedHost;
  readonly serverHost: SimulatedHost;
  readonly client: Connection;
  readonly listener: Listener;
  /** The server's side of the association; undefined until the first event of it. */
  readonly server: Connection | undefined;
  /** Lets time pass until both sides are secure. False: something ended before, or nothing happens any more. */
  handshake(): boolean;
  /** Sends one datagram from a side at the network's time. */
  send(from: 'client' | 'server', data: Uint8Array): void;
  close(from: 'client' | 'server'): void;
}

/** Trusts the test certificate and nothing else. */
export function trustTestCertificate({ id, chain }: ApplicationRequest): ApplicationResponse {
  const [leaf] = chain;
  if (leaf !== undefined && equalBytes(leaf, testCertificate.der)) {
    return { id, accept: true, publicKey: testCertificate.publicKey };
  }
  const error = new CertificateError('UNKNOWN_ISSUER', 'not the test certificate');
  return { id, accept: false, alert: 'unknown_ca', error };
}

/** Sets both sides up; the client's first flight is on its way. */
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
  const side = (name: 'client' | 'server') => (name === 'client' ? client : serverHost.events[0]?.of);
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
