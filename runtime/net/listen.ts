import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { loadCredentials } from '../certificates/credentials.ts';
import { RevocationLists } from '../certificates/revocation-lists.ts';
import { TrustAnchors } from '../certificates/trust-anchors.ts';
import { opensslProvider } from '../crypto/openssl/index.ts';
import { createListener } from '../dtls13/index.ts';
import { ConfigError } from '../errors/config-error.ts';
import { onAbort } from './abort-signal.ts';
import { CertificateVerifier } from './certificate-verifier.ts';
import { wallClock } from './clock.ts';
import { bind, DtlsEndpoint, type RefusedHello } from './dtls-endpoint.ts';
import { DtlsSession } from './dtls-session.ts';
import { hostAddresses } from './host-addresses.ts';
import { importCredentials } from './import-credentials.ts';
import { withPublicOptionNames } from './negotiation.ts';
import {
  checkCommon,
  coreOptions,
  DEFAULT_MTU,
  DEFAULT_QUEUED_MESSAGES,
  integerOption,
  type ListenOptions,
  takeListenOptions,
} from './options.ts';
import { PathTable } from './path-table.ts';

const DEFAULT_MAX_SESSIONS = 100_000;
const DEFAULT_MAX_HANDSHAKES = 1024;
/** Addresses of those without a session: an answer to them goes out before the next datagram is looked at. */
const MAX_UNKNOWN_ADDRESSES = 1024;

/**
 * Opens a UDP socket and serves DTLS on it. `onsession` is called with each session whose handshake is over.
 *
 * Where `host` is an address, the socket is bound when this returns, and a failure to bind is thrown. A name is looked
 * up first: await `endpoint.listening`.
 *
 * Throws ConfigError for an option that cannot be used, SystemError for a socket that cannot be bound (`EADDRINUSE`).
 */
export function listen(onsession: (session: DtlsSession) => void, given: ListenOptions): DtlsEndpoint {
  if (typeof onsession !== 'function') throw new ConfigError('onsession', 'is not a function');
  const options = takeListenOptions(given);
  if (options.port === undefined) throw new ConfigError('port', 'is missing (0: any free one)');
  integerOption('port', options.port, 0, 65_535);
  integerOption('maxSessions', options.maxSessions, 1, 2 ** 24);
  integerOption('maxHandshakes', options.maxHandshakes, 1, 2 ** 24);
  checkCommon(options);
  const { host = '0.0.0.0', port, signal } = options;
  if (typeof host !== 'string' || host === '') throw new ConfigError('host', 'is not a name or an address');
  const endpoint = makeEndpoint(onsession, options);
  if (isIP(host) === 0) {
    hostAddresses(host)
      .then(([first]) => endpoint[bind]((first as LookupAddress).address, port))
      .catch((error: Error) => endpoint.destroy(error));
  } else {
    endpoint[bind](host, port);
  }
  if (signal !== undefined) onAbort(signal, endpoint.closed, () => void endpoint.close());
  return endpoint;
}

function makeEndpoint(onsession: (session: DtlsSession) => void, options: ListenOptions): DtlsEndpoint {
  const provider = options.provider ?? opensslProvider;
  const credentials = loadCredentials(options.cert, options.key, options.passphrase);
  const { maxSessions = DEFAULT_MAX_SESSIONS, maxHandshakes = DEFAULT_MAX_HANDSHAKES, keylog, trace } = options;
  const paths = new PathTable(maxSessions + maxHandshakes + MAX_UNKNOWN_ADDRESSES, MAX_UNKNOWN_ADDRESSES);
  const refusedHellos: RefusedHello[] = [];
  return new DtlsEndpoint({
    refusedHellos,
    listener: withPublicOptionNames(() =>
      createListener({
        ...coreOptions(options),
        host: {
          address: (path) => paths.canonical(path),
          refused: (path, error) => refusedHellos.push({ error, remote: paths.remote(path) }),
        },
        provider,
        certificate: importCredentials(provider, credentials),
        requestCertificate: requestCertificate(options),
        ...statelessOptions(options),
        wallClock,
        maxConnections: maxSessions,
        maxHandshakes,
      }),
    ),
    paths,
    datagramSize: options.mtu ?? DEFAULT_MTU,
    udp: options,
    onsession,
    verification: new CertificateVerifier({
      policy: {
        anchors: new TrustAnchors(options.ca),
        purpose: 'client',
        servername: undefined,
        revocationLists: options.crl === undefined ? undefined : new RevocationLists(options.crl),
        rejectUnauthorized: options.rejectUnauthorized ?? true,
      },
      verifyPeer: options.verifyPeer,
    }),
    makeSession: () => {
      const session = new DtlsSession(
        undefined,
        options.maxQueuedMessages ?? DEFAULT_QUEUED_MESSAGES,
        options.maxQueuedBytes,
      );
      if (keylog !== undefined) session.on('keylog', (line) => keylog(line));
      if (trace !== undefined) session.on('trace', (step) => trace(step));
      return session;
    },
  });
}

/** As node:dtls has it, with two words for those who want to say it themselves. Throws ConfigError. */
function requestCertificate(options: ListenOptions): 'no' | 'optional' | 'required' {
  const { requestCert = false, rejectUnauthorized = true, ca, crl, verifyPeer } = options;
  if (requestCert === false) {
    if (ca !== undefined)
      throw new ConfigError('ca', 'is for clients that are asked for a certificate: set requestCert');
    if (crl !== undefined)
      throw new ConfigError('crl', 'is for clients that are asked for a certificate: set requestCert');
    if (verifyPeer !== undefined) throw new ConfigError('verifyPeer', 'has nobody to verify: set requestCert');
    return 'no';
  }
  if (rejectUnauthorized && ca === undefined) {
    throw new ConfigError('ca', 'is missing: who may vouch for clients? (or rejectUnauthorized: false)');
  }
  if (requestCert !== true && requestCert !== 'optional' && requestCert !== 'required') {
    throw new ConfigError('requestCert', 'is neither a boolean, nor optional, nor required');
  }
  if (requestCert !== true) return requestCert;
  return rejectUnauthorized || verifyPeer !== undefined ? 'required' : 'optional';
}

/** What the core takes as it is, and checks under the same names. */
function statelessOptions(options: ListenOptions) {
  const { cookies, cookieKeys, maxFragmentedHellos, maxHelloSize, maxReassembly, ipv4PrefixLength, ipv6PrefixLength } =
    options;
  return {
    ...(cookies === undefined ? {} : { cookies }),
    ...(cookieKeys === undefined ? {} : { cookieKeys }),
    ...(maxFragmentedHellos === undefined ? {} : { maxFragmentedHellos }),
    ...(maxHelloSize === undefined ? {} : { maxHelloSize }),
    ...(maxReassembly === undefined ? {} : { maxReassembly }),
    ...(ipv4PrefixLength === undefined ? {} : { ipv4PrefixLength }),
    ...(ipv6PrefixLength === undefined ? {} : { ipv6PrefixLength }),
  };
}
