import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { recentAnchors } from '../certificates/recent-anchors.ts';
import { RevocationLists } from '../certificates/revocation-lists.ts';
import { TrustAnchors } from '../certificates/trust-anchors.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type Certificate, createListener } from '../dtls13/index.ts';
import { ConfigError } from '../errors/config-error.ts';
import { onAbort } from './abort-signal.ts';
import type { SocketAddress } from './address.ts';
import { authorityNames } from './authority-names.ts';
import { CertificateVerifier } from './certificate-verifier.ts';
import { wallClock } from './clock.ts';
import { COMMON_NUMBERS, DEFAULT_CLOSE_TIMEOUT, DEFAULT_MTU } from './common-options.ts';
import { endpointOptions, listenerOptions } from './core-options.ts';
import { defaults } from './defaults.ts';
import { bind, DtlsEndpoint, refersTo } from './dtls-endpoint.ts';
import { DtlsSession } from './dtls-session.ts';
import type { RefusedHello } from './endpoint-events.ts';
import { hostAddresses } from './host-addresses.ts';
import { LegacyDatagrams } from './legacy-datagrams.ts';
import {
  checkListenOptions,
  DEFAULT_HOST,
  earlyDataOf,
  LISTEN_NUMBERS,
  type ListenOptions,
  requestCertificate,
} from './listen-options.ts';
import { takeListenOptions } from './option-names.ts';
import { ownCertificates } from './own-certificates.ts';
import { PathTable } from './path-table.ts';
import { withPublicOptionNames } from './public-option-names.ts';
import { sessionContext, trustSettings } from './session-context.ts';
import { sessionOptions } from './session-options.ts';
import { DtlsWorkerEndpoint } from './workers/worker-endpoint.ts';
import { resolveWorkerOptions, type WorkerListenOptions } from './workers/worker-listen-options.ts';

const NO_ANCHORS = new TrustAnchors();
/** Addresses without a session: an answer to one is sent before the next datagram is handled. */
const MAX_IDLE_ADDRESSES = 1024;

/**
 * Opens a UDP socket and serves DTLS on it with several threads: each imports the module, whose default export is `onsession`.
 * Its export `options` has the options that cannot be copied to another thread (`HandlerOptions`).
 *
 * Await `endpoint.listening`: then all threads have imported the module. Where `host` is an IP address, the socket is bound when
 * this returns, and a failure to bind is thrown.
 *
 * Throws ConfigError for an invalid option, SystemError for a socket that cannot be bound (`EADDRINUSE`).
 */
export function listen(module: URL, given: WorkerListenOptions): DtlsWorkerEndpoint;
/**
 * Opens a UDP socket and serves DTLS on it. `onsession` is called with each session whose handshake is complete. Undefined, with
 * the option `onBatch`: no session object is made unless the application or a decision about the client needs one.
 *
 * Where `host` is an IP address, the socket is bound when this returns, and a failure to bind is thrown. A name is looked
 * up first: await `endpoint.listening`.
 *
 * Throws ConfigError for an invalid option, SystemError for a socket that cannot be bound (`EADDRINUSE`).
 */
export function listen(onsession: ((session: DtlsSession) => void) | undefined, given: ListenOptions): DtlsEndpoint;
export function listen(
  handler: ((session: DtlsSession) => void) | URL | undefined,
  given: ListenOptions | WorkerListenOptions,
): DtlsEndpoint | DtlsWorkerEndpoint {
  if (handler instanceof URL) {
    const options = resolveWorkerOptions(given as WorkerListenOptions);
    return bound(new DtlsWorkerEndpoint(handler, options), options.given);
  }
  const options = takeListenOptions(given as ListenOptions);
  checkListenOptions(handler, options);
  return bound(createEndpoint(handler, options), options);
}

/** Binds the endpoint to the host and port of the options. */
function bound<E extends DtlsEndpoint | DtlsWorkerEndpoint>(
  endpoint: E,
  { host = DEFAULT_HOST, port, signal, lookupTimeout }: ListenOptions | WorkerListenOptions,
): E {
  if (isIP(host) === 0) {
    hostAddresses(host, lookupTimeout ?? COMMON_NUMBERS.lookupTimeout.default)
      .then(([first]) => endpoint[bind]((first as LookupAddress).address, port))
      .catch((error: Error) => endpoint.destroy(error));
  } else {
    endpoint[bind](host, port);
  }
  if (signal !== undefined) onAbort(signal, endpoint.closed, () => void endpoint.close());
  return endpoint;
}

/** What the host of an endpoint that is one of several wants to know. */
export interface EndpointHost {
  /** An address has a session or handshake now, or its last one has ended. Must not call the endpoint. */
  readonly pathHeld: (remote: SocketAddress, isHeld: boolean) => void;
  /** A datagram has a connection id of another endpoint. It is borrowed. Must not call the endpoint. */
  readonly unrouted: (remote: SocketAddress, slab: Uint8Array, at: number, length: number) => void;
}

/** An endpoint that is not bound. `host`: undefined if it is the only one. Throws ConfigError. */
export function createEndpoint(
  onsession: ((session: DtlsSession) => void) | undefined,
  options: ListenOptions,
  host?: EndpointHost,
): DtlsEndpoint {
  const provider = options.provider ?? defaults.provider;
  const certificate = certificatesOf(options, provider);
  const anchors = options.ca === undefined ? undefined : recentAnchors.get(options.ca);
  const { maxSessions = LISTEN_NUMBERS.maxSessions.default, maxHandshakes = LISTEN_NUMBERS.maxHandshakes.default } =
    options;
  const paths = new PathTable(maxSessions + maxHandshakes + MAX_IDLE_ADDRESSES, MAX_IDLE_ADDRESSES, host?.pathHeld);
  const refusedHellos: RefusedHello[] = [];
  const earlyData = earlyDataOf(options);
  const ofSessions = sessionOptions(options);
  const { onLegacyHello } = options;
  const legacyDatagrams = onLegacyHello && new LegacyDatagrams(onLegacyHello, paths);
  const endpoint: DtlsEndpoint = new DtlsEndpoint({
    refusedHellos,
    legacyDatagrams,
    listener: withPublicOptionNames(() =>
      createListener({
        ...endpointOptions(options),
        ...listenerOptions(options),
        maxEarlyData: earlyData?.maxSize,
        earlyDataWindow: earlyData?.window,
        host: {
          address: (path) => paths.canonical(path),
          holds: (connection) => endpoint[refersTo](connection),
          refused: (path, error) => refusedHellos.push({ error, remote: paths.remote(path) }),
          ...(legacyDatagrams && {
            legacyDatagram: (path: number, datagram: Uint8Array) => legacyDatagrams.add(path, datagram),
          }),
        },
        provider,
        certificate,
        requestCertificate: requestCertificate(options),
        certificateAuthorities: authorityNames(options.certificateAuthorities, anchors),
        sessionContext: ticketContext(provider, options, anchors),
        wallClock,
      }),
    ),
    paths,
    maxSessions,
    datagramSize: options.mtu ?? DEFAULT_MTU,
    closeTimeout: options.closeTimeout ?? DEFAULT_CLOSE_TIMEOUT,
    sockets: options.sockets ?? defaults.sockets,
    udp: options,
    onsession,
    onBatch: options.onBatch,
    keylog: options.keylog,
    trace: options.trace,
    verifier: new CertificateVerifier({
      policy: {
        anchors: anchors ?? NO_ANCHORS,
        purpose: 'client',
        servername: undefined,
        revocationLists: options.crl === undefined ? undefined : new RevocationLists(options.crl),
        rejectUnauthorized: options.rejectUnauthorized ?? true,
      },
      verifyPeer: options.verifyPeer,
    }),
    pskCallback: options.pskCallback,
    earlyData,
    requestsCertificates: (options.requestCert ?? false) !== false,
    unrouted: host?.unrouted,
    createSession: () => new DtlsSession(undefined, ofSessions),
  });
  return endpoint;
}

/** Undefined: all clients have a pre-shared key. */
function certificatesOf(options: ListenOptions, provider: CryptoProvider): readonly Certificate[] | undefined {
  const certificates = ownCertificates(options, provider);
  if (certificates !== undefined || options.pskCallback !== undefined) return certificates;
  throw new ConfigError('cert', 'is missing, with its private key `key`');
}

/** The settings for which tickets are valid; undefined: there are no tickets. */
function ticketContext(provider: CryptoProvider, options: ListenOptions, anchors = NO_ANCHORS): Uint8Array | undefined {
  if ((options.tickets ?? 0) === 0 && options.ticketKeys === undefined) return undefined;
  return sessionContext(provider, [...trustSettings(options, anchors), String(options.pskCallback !== undefined)]);
}
