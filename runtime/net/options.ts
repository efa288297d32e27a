import { domainToASCII } from 'node:url';
import { isHostName } from '../certificates/host-name.ts';
import type { PemOrDer } from '../certificates/pem.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { ConfigError } from '../errors/config-error.ts';
import { type OptionNames, takeOptions } from '../errors/option-names.ts';
import { valueText } from '../errors/value-text.ts';
import { checkSignal } from './abort-signal.ts';
import type { VerifyPeer } from './certificate-verifier.ts';
import type { TraceStep } from './dtls-session.ts';
import { type Negotiation, type NegotiationOptions, negotiation } from './negotiation.ts';
import type { UdpOptions } from './udp-socket.ts';

/** What `connect()` and `listen()` share. Names are those of node:dtls and node:tls where those have one. */
export interface CommonOptions extends UdpOptions, NegotiationOptions {
  /** Default: OpenSSL, as it comes with Node. */
  readonly provider?: CryptoProvider | undefined;
  /** Longest datagram to send, in bytes of UDP payload: 256 to 65507. Default 1200, which fits every IPv6 path. */
  readonly mtu?: number | undefined;
  /**
   * What a handshake may take, in milliseconds, and how long a handshake message that comes later may stay incomplete before
   * the session ends. Default 60000.
   */
  readonly handshakeTimeout?: number | undefined;
  /** First wait for an answer before a flight is sent again, in milliseconds. Default 1000 (RFC 9147 section 5.8.2). */
  readonly initialTimeout?: number | undefined;
  /** What that wait is multiplied with each time nothing came, 1 to 10. Default 2. */
  readonly retransmitBackoff?: number | undefined;
  /** Where the growth of that wait stops, in milliseconds. Default 60000. */
  readonly maxTimeout?: number | undefined;
  /** How often a flight is sent again before the handshake fails. Default 12. */
  readonly maxRetransmissions?: number | undefined;
  /** Longest datagram of a handshake after two waits in vain, in bytes: the path may swallow longer ones. Default 548. */
  readonly fallbackMtu?: number | undefined;
  /**
   * How long a peer may send nothing before its session ends with a TimeoutError, in milliseconds. Infinity: for ever.
   * Default 300000.
   */
  readonly idleTimeout?: number | undefined;
  /**
   * What closing may take at most, in milliseconds: 1 to 86400000. Default 5000. After that the session ends as if the
   * peer had answered, without an error: closing is what was asked for. With `allowHalfOpen` it is also how long a peer
   * may go on sending after `close()`.
   */
  readonly closeTimeout?: number | undefined;
  /** Whether we may still send when the peer has closed its side, which `peerClosed` tells. Default false. */
  readonly allowHalfOpen?: boolean | undefined;
  /** Records behind the newest one that may still come, 64 to 4096 in steps of 32; older ones count as repeated. Default 256. */
  readonly replayWindow?: number | undefined;
  /**
   * Bytes of an incomplete handshake message that are kept for one peer; a longer message, as a rule a chain of
   * certificates, is refused with illegal_parameter. 1024 to 16777216, default 65536.
   */
  readonly maxHandshakeSize?: number | undefined;
  /** Messages kept for a listener that is still to come, or for an iterator that does not read; then the oldest goes. Default 256. */
  readonly maxQueuedMessages?: number | undefined;
  /** Bytes of these messages together; then the oldest goes. Default 262144. */
  readonly maxQueuedBytes?: number | undefined;
  /**
   * Has the last word about the peer's certificates, after this library; may take its time: a promise is waited for,
   * for at most nine tenths of what the handshake has left. With `rejectUnauthorized: false` it decides alone.
   */
  readonly verifyPeer?: VerifyPeer | undefined;
  /**
   * Certificate revocation lists, PEM or DER. Where there are some, every certificate of the peer's path must be covered
   * by a current list of its issuer and be on none, as in node:tls. Default: nobody looks for revoked certificates.
   */
  readonly crl?: PemOrDer | readonly PemOrDer[] | undefined;
  /** Gets each line of the key log (SSLKEYLOGFILE format, no line end). Whoever has these can read the traffic. */
  readonly keylog?: ((line: string) => void) | undefined;
  /** Gets each step of the state machines. */
  readonly trace?: ((step: TraceStep) => void) | undefined;
}

export interface ConnectOptions extends CommonOptions {
  /** Trusted certificates, PEM or DER. Default: the roots that come with Node. */
  readonly ca?: PemOrDer | readonly PemOrDer[] | undefined;
  /** False: the server's certificate is looked at (`session.authorizationError`) and not enforced. Default true. */
  readonly rejectUnauthorized?: boolean | undefined;
  /** Our own chain, for servers that ask for one: PEM or DER, end entity first. Wants `key`. */
  readonly cert?: PemOrDer | readonly PemOrDer[] | undefined;
  /** The private key of the first certificate: PEM, or PKCS #8 DER. */
  readonly key?: PemOrDer | undefined;
  /** For an encrypted key. */
  readonly passphrase?: string | undefined;
  /**
   * Groups to send a share for, as in `ecdhCurve`; empty: none, which asks for a HelloRetryRequest. Default: the
   * first group.
   */
  readonly keyShares?: string | undefined;
  /** Name to ask the server for and to find in its certificate. Default: the host. Empty: none is sent. */
  readonly servername?: string | undefined;
  /** Local literal address. Default: any of the peer's family. */
  readonly bindHost?: string | undefined;
  readonly bindPort?: number | undefined;
  /**
   * How long the network may refuse everything we send before the handshake fails with its error (`ECONNREFUSED`), in
   * milliseconds: 0 to 86400000. Default 3000, so that a server that restarts is still found. A refusal (ICMP) can be
   * forged, so it counts only while nothing was heard of the server. With several addresses the next one is tried at once.
   */
  readonly refusedTimeout?: number | undefined;
  /** Abandons the handshake, with the signal's reason. Once the session is open it has no effect. */
  readonly signal?: AbortSignal | undefined;
}

export interface ListenOptions extends CommonOptions {
  /** The chain to show, end entity first: PEM (one text or several) or DER. */
  readonly cert: PemOrDer | readonly PemOrDer[];
  /** The private key of the first certificate: PEM, or PKCS #8 DER. */
  readonly key: PemOrDer;
  /** For an encrypted key. */
  readonly passphrase?: string | undefined;
  /**
   * Ask clients for a certificate. `true`: those without one, or with one that is refused, are turned away; but where
   * `rejectUnauthorized` is false and there is no `verifyPeer`, they are let in and `session.authorized` is false.
   * `'required'` and `'optional'` say whether a client must have one, whatever the rest. Default false.
   */
  readonly requestCert?: boolean | 'optional' | 'required' | undefined;
  /** Certificates that may vouch for clients, PEM or DER. Needed to verify them: no public root vouches for clients. */
  readonly ca?: PemOrDer | readonly PemOrDer[] | undefined;
  /** False: clients' certificates are looked at (`session.authorizationError`) and not enforced. Default true. */
  readonly rejectUnauthorized?: boolean | undefined;
  /**
   * `'always'`: a client has to show that it is where it says it is, which costs it a round trip, before anything is
   * kept for it (RFC 9147 section 5.1). `'as-needed'`: only one whose first message is so short that our answer would be
   * more than three times as long. `'never'` is for networks that have seen to that, as ICE does. Default `'always'`.
   */
  readonly cookies?: 'always' | 'as-needed' | 'never' | undefined;
  /**
   * Secrets that several processes behind one address share, newest first, at least 32 bytes each: each then takes the
   * cookies of the others. Default: a secret of our own, replaced every four minutes.
   */
  readonly cookieKeys?: readonly Uint8Array[] | undefined;
  /** First messages in several datagrams that can be put together at once, from all clients. Default 1024. */
  readonly maxFragmentedHellos?: number | undefined;
  /** Longest ClientHello that is accepted, in bytes: 512 to 131072. Default 4096. */
  readonly maxHelloSize?: number | undefined;
  /** 0: any free one. */
  readonly port: number;
  /** Address or name to bind. Default `0.0.0.0`. */
  readonly host?: string | undefined;
  /**
   * Sessions at once. When there are as many, the source prefix that holds most of them gives up the one whose peer was
   * silent for longest, which ends with an EvictionError. Where every prefix has one session, a newcomer of another prefix
   * is admitted only when that silence has lasted 30 seconds, and is not answered before. Default 100000.
   */
  readonly maxSessions?: number | undefined;
  /** Unfinished handshakes at once, besides. When there are as many, the prefix that holds most gives up its oldest. Default 1024. */
  readonly maxHandshakes?: number | undefined;
  /**
   * Bytes of incomplete handshake messages that are kept for all sessions and handshakes together, 65536 to 2^40. When it
   * is more, the one whose message has waited longest ends with ERR_DTLS_REASSEMBLY_LIMIT. Default 67108864.
   */
  readonly maxReassembly?: number | undefined;
  /** Bits of an IPv4 address that make a source prefix, 1 to 32. Default 32: each address is one. */
  readonly ipv4PrefixLength?: number | undefined;
  /** Bits of an IPv6 address that make a source prefix, 1 to 128. Default 64: who has one address has the whole network. */
  readonly ipv6PrefixLength?: number | undefined;
  /** Closes the endpoint. */
  readonly signal?: AbortSignal | undefined;
}

/** What node:dtls or node:tls would do and this release does not: taking it silently would be a trap. */
const unsupported: Readonly<Record<string, string>> = {
  ALPNCallback: 'is not supported',
  ALPNProtocols: 'is not supported: the option is called `alpn`, as in node:dtls',
  checkServerIdentity: 'is not supported: `verifyPeer` is asked about the whole chain',
  maxSessionsPerHost: 'is not supported',
  maxVersion: 'is not supported: there is DTLS 1.3 only',
  minVersion: 'is not supported: there is DTLS 1.3 only',
  pfx: 'is not supported: use `cert` and `key`',
  psk: 'is not supported',
  pskCallback: 'is not supported',
  reusePort: 'is not supported',
  secureContext: 'is not supported',
  session: 'is not supported',
  sigalgs: 'is not supported',
  sni: 'is not supported',
  SNICallback: 'is not supported',
  ticketKeys: 'is not supported',
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
  mtu: true,
  handshakeTimeout: true,
  initialTimeout: true,
  retransmitBackoff: true,
  maxTimeout: true,
  maxRetransmissions: true,
  fallbackMtu: true,
  idleTimeout: true,
  closeTimeout: true,
  allowHalfOpen: true,
  replayWindow: true,
  maxHandshakeSize: true,
  maxQueuedMessages: true,
  maxQueuedBytes: true,
  verifyPeer: true,
  crl: true,
  keylog: true,
  trace: true,
};

const CONNECT: OptionNames<ConnectOptions> = {
  ...COMMON,
  ca: true,
  rejectUnauthorized: true,
  cert: true,
  key: true,
  passphrase: true,
  keyShares: true,
  servername: true,
  bindHost: true,
  bindPort: true,
  refusedTimeout: true,
  signal: true,
};

const LISTEN: OptionNames<ListenOptions> = {
  ...COMMON,
  cert: true,
  key: true,
  passphrase: true,
  requestCert: true,
  ca: true,
  rejectUnauthorized: true,
  cookies: true,
  cookieKeys: true,
  maxFragmentedHellos: true,
  maxHelloSize: true,
  port: true,
  host: true,
  maxSessions: true,
  maxHandshakes: true,
  maxReassembly: true,
  ipv4PrefixLength: true,
  ipv6PrefixLength: true,
  signal: true,
};

/**
 * A copy of the options, each read once. Throws ConfigError for one that has a meaning in node:dtls or node:tls, or for
 * servers, and none here, and for one that there is not.
 */
export function takeConnectOptions(options: ConnectOptions): ConnectOptions {
  const explain = (name: string) =>
    ownEntry(unsupported, name) ?? (Object.hasOwn(LISTEN, name) ? 'is an option of servers only' : undefined);
  return takeOptions(options, CONNECT, 'connect()', explain);
}

/** The same for servers. */
export function takeListenOptions(options: ListenOptions): ListenOptions {
  const explain = (name: string) =>
    ownEntry(unsupported, name) ?? (Object.hasOwn(CONNECT, name) ? 'is an option of clients only' : undefined);
  return takeOptions(options, LISTEN, 'listen()', explain);
}

/** Not what every object has: nothing is known about an option `constructor`. */
function ownEntry(of: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

/** Throws ConfigError for anything but an integer in the range. Undefined passes. */
export function integerOption(option: string, value: unknown, min: number, max: number): void {
  if (value === undefined) return;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return;
  const isText = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value);
  const kind = isText ? `: it is a text; write ${Number(value)}, or Number(...) around it` : '';
  throw new ConfigError(option, `${valueText(value)} is not an integer from ${min} to ${max}${kind}`);
}

/** Throws ConfigError for anything but a function. Undefined passes. */
function functionOption(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw new ConfigError(option, 'is not a function');
}

/** Throws ConfigError for anything but true or false: what turns verification off is not to be `0` or `''`. */
function booleanOption(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') throw new ConfigError(option, 'is neither true nor false');
}

/** Checks what both sides share, before anything is opened. Throws ConfigError. */
export function checkCommon(options: ConnectOptions | ListenOptions): void {
  booleanOption('rejectUnauthorized', options.rejectUnauthorized);
  booleanOption('allowHalfOpen', options.allowHalfOpen);
  booleanOption('ipv6Only', options.ipv6Only);
  checkSignal(options.signal);
  providerOption(options.provider);
  integerOption('mtu', options.mtu, 256, 65_507);
  integerOption('fallbackMtu', options.fallbackMtu, 256, 65_507);
  integerOption('maxQueuedMessages', options.maxQueuedMessages, 1, 2 ** 24);
  integerOption('maxQueuedBytes', options.maxQueuedBytes, 1, 2 ** 40);
  integerOption('udpTTL', options.udpTTL, 1, 255);
  integerOption('udpReceiveBufferSize', options.udpReceiveBufferSize, 1, 2 ** 31 - 1);
  integerOption('udpSendBufferSize', options.udpSendBufferSize, 1, 2 ** 31 - 1);
  functionOption('verifyPeer', options.verifyPeer);
  functionOption('keylog', options.keylog);
  functionOption('trace', options.trace);
}

function providerOption(provider: unknown): void {
  if (provider === undefined) return;
  const fits = typeof provider === 'object' && provider !== null && 'capabilities' in provider;
  if (!fits) throw new ConfigError('provider', 'is none of wirechart/crypto');
}

/** The form a name has in server_name and in certificates: A-labels, no final dot. Throws ConfigError. */
export function asciiName(option: string, name: unknown): string {
  if (typeof name !== 'string') throw new ConfigError(option, 'is not a text');
  const plain = name.toLowerCase().replace(/\.$/, '');
  // It reads like a URL parser: it drops tabs, takes `evil.com/.internal` for evil.com and `127.1` for an address. So
  // it only gets names with other letters than ASCII has, and what it makes of them is looked at as all names are.
  const ascii = /[\u0080-\uffff]/.test(plain) ? domainToASCII(plain) : plain;
  if (/[/\\?#@:%\s]/.test(plain) || !isHostName(ascii)) {
    throw new ConfigError(option, `${JSON.stringify(name.slice(0, 300))} is not a host name`);
  }
  return ascii;
}

/** What the core takes under the same names; only what was given, so that its defaults stand. */
export function coreOptions(options: CommonOptions): Negotiation & {
  maxDatagramSize?: number;
  handshakeTimeout?: number;
  initialTimeout?: number;
  retransmitBackoff?: number;
  maxTimeout?: number;
  maxRetransmissions?: number;
  replayWindow?: number;
  maxHandshakeSize?: number;
  fallbackDatagramSize?: number;
  idleTimeout?: number;
  closeTimeout?: number;
  allowHalfOpen?: boolean;
  keylog: boolean;
  trace: boolean;
} {
  const { mtu, handshakeTimeout, initialTimeout, retransmitBackoff, maxTimeout, maxRetransmissions } = options;
  const { fallbackMtu, idleTimeout, closeTimeout, allowHalfOpen, replayWindow, maxHandshakeSize } = options;
  return {
    ...negotiation(options),
    ...(mtu === undefined ? {} : { maxDatagramSize: mtu }),
    ...(handshakeTimeout === undefined ? {} : { handshakeTimeout }),
    ...(initialTimeout === undefined ? {} : { initialTimeout }),
    ...(retransmitBackoff === undefined ? {} : { retransmitBackoff }),
    ...(maxTimeout === undefined ? {} : { maxTimeout }),
    ...(maxRetransmissions === undefined ? {} : { maxRetransmissions }),
    ...(replayWindow === undefined ? {} : { replayWindow }),
    ...(maxHandshakeSize === undefined ? {} : { maxHandshakeSize }),
    ...(fallbackMtu === undefined ? {} : { fallbackDatagramSize: fallbackMtu }),
    ...(idleTimeout === undefined ? {} : { idleTimeout }),
    ...(closeTimeout === undefined ? {} : { closeTimeout }),
    ...(allowHalfOpen === undefined ? {} : { allowHalfOpen }),
    keylog: options.keylog !== undefined,
    trace: options.trace !== undefined,
  };
}

/** In milliseconds. */
export const DEFAULT_REFUSED_TIMEOUT = 3000;
export const DEFAULT_MTU = 1200;
export const DEFAULT_QUEUED_MESSAGES = 256;
