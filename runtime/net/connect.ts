import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { loadCredentials } from '../certificates/credentials.ts';
import { RevocationLists } from '../certificates/revocation-lists.ts';
import { TrustAnchors } from '../certificates/trust-anchors.ts';
import { opensslProvider } from '../crypto/openssl/index.ts';
import type { CryptoProvider, GroupName } from '../crypto/provider.ts';
import type { Certificate } from '../dtls13/index.ts';
import { clientHandshakeConfig, resolveOptions } from '../dtls13/options/options.ts';
import { ConfigError } from '../errors/config-error.ts';
import { onAbort } from './abort-signal.ts';
import { CertificateVerifier } from './certificate-verifier.ts';
import { ClientTransport } from './client-transport.ts';
import { DtlsSession } from './dtls-session.ts';
import { importCredentials } from './import-credentials.ts';
import { groupList, withPublicOptionNames } from './negotiation.ts';
import {
  asciiName,
  type ConnectOptions,
  checkCommon,
  coreOptions,
  DEFAULT_MTU,
  DEFAULT_QUEUED_MESSAGES,
  DEFAULT_REFUSED_TIMEOUT,
  integerOption,
  takeConnectOptions,
} from './options.ts';

/**
 * Starts a session with a server and returns it at once; `session.opened` settles when the handshake is over.
 *
 * `host` is an address or a name. A name is looked up; where it has several addresses and the first one refuses, the
 * next is tried. The last address is given up when it has refused everything for `refusedTimeout`: a refusal (ICMP) can
 * be forged, so a single one is not believed.
 *
 * Throws ConfigError for an option that cannot be used.
 */
export function connect(host: string, port: number, given: ConnectOptions = {}): DtlsSession {
  if (typeof host !== 'string' || host === '') throw new ConfigError('host', 'is not a name or an address');
  if (port === undefined) throw new ConfigError('port', 'is missing');
  integerOption('port', port, 1, 65_535);
  const options = takeConnectOptions(given);
  checkCommon(options);
  integerOption('bindPort', options.bindPort, 0, 65_535);
  integerOption('refusedTimeout', options.refusedTimeout, 0, 86_400_000);
  const { bindHost } = options;
  if (bindHost !== undefined && (typeof bindHost !== 'string' || isIP(bindHost) === 0)) {
    throw new ConfigError('bindHost', 'is not an IP address');
  }
  const { name, identity } = names(host, options.servername);
  const provider = options.provider ?? opensslProvider;
  const core = {
    ...coreOptions(options),
    provider,
    ...(name === undefined ? {} : { servername: name }),
    ...ownCertificate(options, provider),
    ...keyShares(options.keyShares),
  };
  // The core is made when an address is known; what it would refuse is refused here and now.
  withPublicOptionNames(() => [
    resolveOptions({ ...core, host: nowhere }),
    clientHandshakeConfig({ ...core, host: nowhere, path: 0 }),
  ]);
  const session = new DtlsSession(name, options.maxQueuedMessages ?? DEFAULT_QUEUED_MESSAGES, options.maxQueuedBytes);
  const { keylog, trace, signal } = options;
  if (keylog !== undefined) session.on('keylog', (line) => keylog(line));
  if (trace !== undefined) session.on('trace', (step) => trace(step));
  const dial = new ClientTransport(session, {
    host,
    port,
    bindHost,
    bindPort: options.bindPort ?? 0,
    refusedTimeout: options.refusedTimeout ?? DEFAULT_REFUSED_TIMEOUT,
    udp: options,
    datagramSize: options.mtu ?? DEFAULT_MTU,
    verification: new CertificateVerifier({
      policy: {
        anchors: options.ca === undefined ? defaultAnchors() : new TrustAnchors(options.ca),
        purpose: 'server',
        servername: identity,
        revocationLists: options.crl === undefined ? undefined : new RevocationLists(options.crl),
        rejectUnauthorized: options.rejectUnauthorized ?? true,
      },
      verifyPeer: options.verifyPeer,
    }),
    core,
  });
  if (signal !== undefined) onAbort(signal, session.opened, (reason) => session.destroy(reason));
  void dial.start();
  return session;
}

/** What we show to a server that asks. */
function ownCertificate(options: ConnectOptions, provider: CryptoProvider): { certificate?: Certificate } {
  const { cert, key, passphrase } = options;
  if (cert === undefined && key === undefined) return {};
  return { certificate: importCredentials(provider, loadCredentials(cert, key, passphrase)) };
}

function keyShares(list: string | undefined): { keyShares?: readonly GroupName[] } {
  if (list === undefined) return {};
  return { keyShares: list === '' ? [] : groupList('keyShares', list) };
}

/** What to send as server_name, and what the certificate must be for. Throws ConfigError. */
function names(host: string, servername: string | undefined): { name: string | undefined; identity: string } {
  if (servername !== undefined && servername !== '') {
    if (typeof servername === 'string' && isIP(servername) !== 0)
      throw new ConfigError('servername', 'is an address; only names are sent');
    const name = asciiName('servername', servername);
    return { name, identity: name };
  }
  // An address is never sent as server_name (RFC 6066 section 3), but the certificate must be for it.
  if (isIP(host) !== 0) return { name: undefined, identity: host };
  const identity = asciiName('host', host);
  return { name: servername === '' ? undefined : identity, identity };
}

let anchors: TrustAnchors | undefined;

/** The roots of Node, parsed when the first session needs them. */
function defaultAnchors(): TrustAnchors {
  anchors ??= new TrustAnchors(rootCertificates);
  return anchors;
}

const nowhere = { address: () => new Uint8Array(0) };
