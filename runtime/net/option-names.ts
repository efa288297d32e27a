import { type OptionNames, takeOptions } from '../errors/option-names.ts';
import type { CommonOptions } from './common-options.ts';
import type { ConnectOptions } from './connect-options.ts';
import type { ListenOptions } from './listen-options.ts';
import { WORKER_OPTION_NAMES } from './workers/worker-options.ts';

/** Options of node:dtls or node:tls that this release does not have: ignoring them silently would be dangerous. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  ALPNCallback: 'is not supported',
  ALPNProtocols: 'is not supported: use `alpn`, as in node:dtls',
  checkServerIdentity: 'is not supported: use `verifyPeer`',
  maxSessionsPerHost: 'is not supported',
  maxVersion: 'is not supported: the only version is DTLS 1.3',
  minVersion: 'is not supported: the only version is DTLS 1.3',
  pfx: 'is not supported: use `cert` and `key`',
  psk: 'is not supported: use `psks` of connect() and `pskCallback` of listen()',
  pskIdentityHint: 'is not supported: DTLS 1.3 has no hint',
  reusePort: 'is not supported',
  secureContext: 'is not supported',
  sessionIdContext: 'is not supported: tickets are valid for the settings under which they were issued',
  sessionTimeout: 'is not supported: use `ticketLifetime`, in milliseconds',
  sigalgs: 'is not supported',
  sni: 'is not supported',
  SNICallback: 'is not supported',
};

const COMMON: OptionNames<CommonOptions> = {
  ipv6Only: true,
  udpReceiveBufferSize: true,
  udpSendBufferSize: true,
  udpTTL: true,
  alpn: true,
  srtp: true,
  ciphers: true,
  ecdhCurve: true,
  provider: true,
  sockets: true,
  mtu: true,
  mtuRaiseTimeout: true,
  mtuDiscovery: true,
  handshakeTimeout: true,
  lookupTimeout: true,
  initialTimeout: true,
  retransmitBackoff: true,
  maxTimeout: true,
  maxRetransmissions: true,
  fallbackMtu: true,
  idleTimeout: true,
  closeTimeout: true,
  allowHalfOpen: true,
  replayWindow: true,
  recordSizeLimit: true,
  recordHeader: true,
  padding: true,
  rekeyAfter: true,
  pskModes: true,
  connectionIds: true,
  pathValidation: true,
  maxHandshakeSize: true,
  buffers: true,
  maxQueuedMessages: true,
  maxQueuedBytes: true,
  verifyPeer: true,
  crl: true,
  keylog: true,
  trace: true,
  certificates: true,
  certificateAuthorities: true,
  requestOCSP: true,
  ocspResponse: true,
};

const CONNECT: OptionNames<ConnectOptions> = {
  ...COMMON,
  ca: true,
  rejectUnauthorized: true,
  cert: true,
  key: true,
  passphrase: true,
  postHandshakeAuth: true,
  keyShares: true,
  servername: true,
  bindHost: true,
  bindPort: true,
  refusedTimeout: true,
  psks: true,
  pskRequired: true,
  session: true,
  sessions: true,
  earlyData: true,
  signal: true,
};

/** Of `listen()` without workers. */
export const LISTEN_OPTION_NAMES: OptionNames<ListenOptions> = {
  ...COMMON,
  cert: true,
  key: true,
  passphrase: true,
  requestCert: true,
  oidFilters: true,
  ca: true,
  rejectUnauthorized: true,
  cookies: true,
  cookieKeys: true,
  pskCallback: true,
  tickets: true,
  ticketLifetime: true,
  ticketKeys: true,
  earlyData: true,
  maxFragmentedHellos: true,
  maxHelloSize: true,
  port: true,
  host: true,
  maxSessions: true,
  maxHandshakes: true,
  maxReassembly: true,
  compactAfter: true,
  onBatch: true,
  onLegacyHello: true,
  maxLegacyPeers: true,
  legacyPeerTimeout: true,
  ipv4PrefixLength: true,
  ipv6PrefixLength: true,
  signal: true,
};

/**
 * A copy of the options of `connect()`; each is read once. Throws ConfigError for an unknown option, and for one that
 * node:dtls or `listen()` has.
 */
export function takeConnectOptions(options: ConnectOptions): ConnectOptions {
  const explain = (name: string) =>
    ownEntry(UNSUPPORTED, name) ??
    (Object.hasOwn(LISTEN_OPTION_NAMES, name) ? 'is an option of servers only' : undefined);
  return takeOptions(options, CONNECT, 'connect()', explain);
}

/** The same for `listen()`. */
export function takeListenOptions(options: ListenOptions): ListenOptions {
  return takeOptions(options, LISTEN_OPTION_NAMES, 'listen()', (name) =>
    Object.hasOwn(WORKER_OPTION_NAMES, name)
      ? 'needs a module: give listen() its URL in place of a function'
      : explainServerOption(name),
  );
}

/** Why an unknown option of a server is refused; undefined: no specific reason. */
export function explainServerOption(name: string): string | undefined {
  return ownEntry(UNSUPPORTED, name) ?? (Object.hasOwn(CONNECT, name) ? 'is an option of clients only' : undefined);
}

/** Only own properties: `constructor` is not in the table. */
function ownEntry(of: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}
