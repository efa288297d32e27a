import { rootCertificates } from 'node:tls';
import { recentAnchors } from '../certificates/recent-anchors.ts';
import { RevocationLists } from '../certificates/revocation-lists.ts';
import { TrustAnchors } from '../certificates/trust-anchors.ts';
import type { ClientExternalPsk } from '../dtls13/handshake/handshake-config.ts';
import { importSession, Session } from '../dtls13/handshake/psk/session.ts';
import { PreparedConnection } from '../dtls13/prepared-connection.ts';
import { onAbort } from './abort-signal.ts';
import { authorityNames } from './authority-names.ts';
import { CertificateVerifier } from './certificate-verifier.ts';
import { ClientTransport } from './client-transport.ts';
import { COMMON_NUMBERS, DEFAULT_MTU } from './common-options.ts';
import { CONNECT_NUMBERS, type ConnectOptions, checkConnectOptions, earlyMessages } from './connect-options.ts';
import { clientOptions, keyShares } from './core-options.ts';
import { defaults } from './defaults.ts';
import { abort, DtlsSession } from './dtls-session.ts';
import { takeConnectOptions } from './option-names.ts';
import { ownCertificates } from './own-certificates.ts';
import { withPublicOptionNames } from './public-option-names.ts';
import { serverNames } from './server-name.ts';
import { sessionContext, trustSettings } from './session-context.ts';
import { sessionOptions } from './session-options.ts';

/**
 * Starts a session with a server and returns it at once; `session.opened` settles when the handshake is complete.
 *
 * `host` is an IP address or a name. A name is looked up; where it has several addresses and the first one refuses, the
 * next is tried. The last address fails when it has refused everything for `refusedTimeout`: a refusal (ICMP) can be
 * forged, so a single one does not count.
 *
 * Throws ConfigError for an invalid option.
 */
export function connect(host: string, port: number, given: ConnectOptions = {}): DtlsSession {
  const options = takeConnectOptions(given);
  checkConnectOptions(host, port, options);
  const { servername, identity } = serverNames(host, options.servername);
  const provider = options.provider ?? defaults.provider;
  const certificate = ownCertificates(options, provider);
  const resumed = sessionOf(options.session);
  const givenAnchors = options.ca === undefined ? undefined : recentAnchors.get(options.ca);
  // The connection is created when an address is known; invalid options are refused now.
  const prepared = withPublicOptionNames(
    () =>
      new PreparedConnection(
        clientOptions(options, {
          provider,
          servername,
          certificate,
          keyShares: keyShares(options.keyShares),
          psks: options.psks,
          pskRequired: options.pskRequired,
          session: resumed,
          sessions: options.sessions,
          earlyData: options.earlyData !== undefined,
          postHandshakeAuth: options.postHandshakeAuth,
          certificateAuthorities: authorityNames(options.certificateAuthorities, givenAnchors),
          host: noPaths,
          path: 0,
        }),
      ),
  );
  const anchors = givenAnchors ?? rootAnchors();
  const ownChains = certificate?.flatMap(({ chain }) => chain) ?? [];
  const remembers = options.session !== undefined || options.sessions === true;
  const settings = () => [...trustSettings(options, anchors), ...identities(options), identity, ...ownChains];
  const psks = prepared.psks.map(copyOf);
  const session = new DtlsSession(servername, sessionOptions(options));
  // A connection has copies of its own.
  const overwrite = () => {
    for (const { key } of psks) key.fill(0);
  };
  session.opened.then(overwrite, overwrite);
  const { signal } = options;
  const transport = new ClientTransport(session, {
    host,
    port,
    binding: options,
    lookupTimeout: options.lookupTimeout ?? COMMON_NUMBERS.lookupTimeout.default,
    refusedTimeout: options.refusedTimeout ?? CONNECT_NUMBERS.refusedTimeout.default,
    sockets: options.sockets ?? defaults.sockets,
    udp: options,
    datagramSize: options.mtu ?? DEFAULT_MTU,
    verifier: new CertificateVerifier({
      policy: {
        anchors,
        purpose: 'server',
        servername: identity,
        revocationLists: options.crl === undefined ? undefined : new RevocationLists(options.crl),
        rejectUnauthorized: options.rejectUnauthorized ?? true,
      },
      verifyPeer: options.verifyPeer,
    }),
    prepared,
    resumed,
    psks,
    sessionContext: remembers ? sessionContext(provider, settings()) : undefined,
    earlyMessages: earlyMessages(options),
  });
  if (signal !== undefined) onAbort(signal, session.opened, (reason) => session[abort](reason));
  void transport.start();
  return session;
}

/** Their number, and each with its context: the keys themselves are not put into the digest. */
function identities({ psks = [] }: ConnectOptions): (string | Uint8Array)[] {
  return [String(psks.length), ...psks.flatMap(({ identity, importContext = '' }) => [identity, importContext])];
}

/** Until the connection is created the application may overwrite its own key. */
function copyOf({ identity, key, hash, importContext }: ClientExternalPsk): ClientExternalPsk {
  return {
    identity: new Uint8Array(identity),
    key: new Uint8Array(key),
    hash,
    importContext: importContext && new Uint8Array(importContext),
  };
}

/** Throws ConfigError. */
function sessionOf(session: Session | Uint8Array | undefined): Session | undefined {
  return session === undefined || session instanceof Session ? session : importSession(session);
}

let roots: TrustAnchors | undefined;

/** The root certificates of Node, parsed when the first session needs them. */
function rootAnchors(): TrustAnchors {
  roots ??= new TrustAnchors(rootCertificates);
  return roots;
}

const noPaths = { address: () => new Uint8Array(0) };
