import { ConnectionTimer, connectionTimers } from '../../../generated/dtls13/machines/connection.ts';
import { FlightTimer, flightTimers } from '../../../generated/dtls13/machines/flight.ts';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { cipherSuiteName } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { MAX_RETRANSMIT_TIMEOUT, RETRANSMIT_BACKOFF } from '../../../generated/dtls13/registries/constants.ts';
import { SrtpProtectionProfile } from '../../../generated/dtls13/registries/srtp-protection-profile.ts';
import type { CryptoProvider, GroupName } from '../../crypto/provider.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { valueText } from '../../errors/value-text.ts';
import type { ApplicationResponse, PathResolver } from '../endpoint.ts';
import type { Certificate } from '../handshake/certificate.ts';
import type { ClientHandshakeConfig, HandshakeConfig, ServerHandshakeConfig } from '../handshake/handshake-config.ts';
import { isServername } from '../handshake/server-name.ts';
import { supportedSuites } from '../handshake/session-keys.ts';
import { checkShapes } from './option-shapes.ts';

/** What both roles can be told. */
export interface EndpointOptions {
  readonly host: PathResolver;
  readonly provider: CryptoProvider;
  /** Cipher suites by their registered names, best first. Default: all that the provider can do. */
  readonly cipherSuites?: readonly string[];
  /** Groups for the key exchange, best first. Default: all that the provider can do. */
  readonly groups?: readonly GroupName[];
  /** What the application can speak, best first; RFC 7301. Default: nothing is negotiated. */
  readonly alpnProtocols?: readonly string[];
  /** SRTP protection profiles by their registered names, best first; RFC 5764. Default: none. */
  readonly srtpProfiles?: readonly string[];
  /** Longest UDP payload to send, in bytes, 256 to 65507. Default 1200, which fits every IPv6 path. */
  readonly maxDatagramSize?: number;
  /** First value of the retransmit timer in milliseconds. Default 1000; RFC 9147 section 5.8.2. */
  readonly initialTimeout?: number;
  /** Where the growth of that timer stops, in milliseconds. Default 60000. */
  readonly maxTimeout?: number;
  /** What that timer is multiplied with each time it runs out, 1 to 10. Default 2. */
  readonly retransmitBackoff?: number;
  /** Longest UDP payload of handshake messages after the timer ran out twice in a row, in bytes. Default 548. */
  readonly fallbackDatagramSize?: number;
  /** How often a flight is sent again before the handshake fails. Default 12. */
  readonly maxRetransmissions?: number;
  /**
   * How long a peer may send nothing before the connection ends with a TimeoutError, in milliseconds. Default 300000: as
   * long as a NAT should remember a client (RFC 4787 section 4.3). Infinity: a peer that vanished, or whose close_notify
   * was lost, is kept until the host gives it up.
   */
  readonly idleTimeout?: number;
  /**
   * Whether the connection stays open for sending when the peer closes its side, and for receiving, for `closeTimeout`,
   * when we close ours. Default false: closing one side closes the other.
   */
  readonly allowHalfOpen?: boolean;
  /**
   * When a connection is over at the latest after `close`, in milliseconds, 1 to 86400000; the event `closed` tells, and
   * the peer is told nothing more. Default 5000.
   */
  readonly closeTimeout?: number;
  /**
   * What a whole handshake may take, in milliseconds, and how long a message after it may stay incomplete before the
   * connection ends. Default 60000.
   */
  readonly handshakeTimeout?: number;
  /** Records a replay window remembers, a multiple of 32 from 64 to 4096. Default 256. */
  readonly replayWindow?: number;
  /**
   * Bytes of unfinished handshake messages a peer can make us keep; a longer message, as a rule a chain of certificates,
   * is refused with illegal_parameter. 1024 to 16777216, default 65536.
   */
  readonly maxHandshakeSize?: number;
  /** Report traffic secrets as `keylog` events. Default false. */
  readonly keylog?: boolean;
  /** Report every edge the charts take as `transition` events. Default false. */
  readonly trace?: boolean;
}

export interface ConnectionOptions extends EndpointOptions {
  /** The host's number for the way to the server. */
  readonly path: number;
  /** DNS name of the server, for server_name and for judging its certificate. Not an address. */
  readonly servername?: string;
  /** Shown to a server that asks for one. Default: none. */
  readonly certificate?: Certificate;
  /**
   * Groups to send a key share for at once, out of `groups`. Default: the first of them. With none the server has to
   * say which it wants, which costs a round trip.
   */
  readonly keyShares?: readonly GroupName[];
}

export interface ListenerOptions extends EndpointOptions {
  readonly certificate: Certificate;
  /** Whether clients are asked for a certificate, and whether one that shows none is turned away. Default `no`. */
  readonly requestCertificate?: 'no' | 'optional' | 'required';
  /**
   * Whether a client has to send a cookie back before anything is kept for it, which costs a round trip and is what
   * protects against floods from made-up addresses; RFC 9147 section 5.1. `as-needed`: only one whose ClientHello is so
   * short that our answer would be more than three times as long; no more than that goes to anybody before the client
   * has proven its address, but connections are kept for made-up ones, until half of `maxHandshakes` are taken: then
   * everybody needs a cookie. `never`: for addresses that something else vouches for, such as ICE. Default `always`.
   */
  readonly cookies?: 'always' | 'as-needed' | 'never';
  /**
   * Keys that cookies are sealed with, newest first, 32 unpredictable bytes each or more; 1 to 16. For several processes
   * behind one address: all that have a key know its cookies. Default: a key of our own, which is replaced every
   * `cookieLifetime`; the one before it is still accepted.
   */
  readonly cookieKeys?: readonly Uint8Array[];
  /**
   * How long a cookie is good for, in milliseconds, 1000 to 86400000. Default 240000: a client whose second ClientHello
   * is lost again and again waits longer each time. With `cookieKeys` also by how much the date may be set, or differ
   * between processes, in either direction.
   */
  readonly cookieLifetime?: number;
  /**
   * The date in milliseconds since the Unix epoch, which may jump. Cookies made with `cookieKeys` bear it: `now` never
   * goes back, so two processes that started before and after the date was set do not agree about it. Default: `now` is
   * the date.
   */
  readonly wallClock?: () => number;
  /**
   * ClientHellos in several datagrams that can be put together at once, from all clients without a connection; 16 to
   * 1048576. When there are more, the prefix that holds most, if that is more than 1/128 of them, gives up its oldest;
   * otherwise the one that has waited longest is given up. Default 1024, which at 100000 fragments a second from made-up
   * addresses leaves a client 10 milliseconds for its datagrams.
   */
  readonly maxFragmentedHellos?: number;
  /**
   * Longest ClientHello that is accepted, in bytes, 512 to 131072. Default 4096: browsers send up to 1500 today; a second
   * post-quantum key share, an encrypted inner ClientHello and a ticket fit as well. `maxFragmentedHellos` times this is allocated
   * once.
   */
  readonly maxHelloSize?: number;
  /**
   * Memory that handshake messages which are not complete may take in all connections together, in bytes; 65536 to
   * 2^40, default 67108864. When it is more, the connection whose message has waited longest ends with
   * ERR_DTLS_REASSEMBLY_LIMIT.
   */
  readonly maxReassembly?: number;
  /**
   * Connections kept at once whose handshake is complete. When there are as many, the prefix that holds most gives up
   * the one that was silent for longest. Default 100000.
   */
  readonly maxConnections?: number;
  /**
   * Unfinished handshakes kept at once, besides. When there are as many, the prefix that holds most gives up its oldest.
   * Default 1024.
   */
  readonly maxHandshakes?: number;
  /** How many bits of an IPv4 address tell clients apart when it comes to shares of the above, 1 to 32. Default 32. */
  readonly ipv4PrefixLength?: number;
  /** Likewise of an IPv6 address, 1 to 128. Default 64: who has one address has the whole network. */
  readonly ipv6PrefixLength?: number;
}

/** All of them, filled in. */
export interface ResolvedOptions {
  readonly host: PathResolver;
  readonly provider: CryptoProvider;
  readonly maxDatagramSize: number;
  readonly initialTimeout: number;
  readonly maxTimeout: number;
  readonly retransmitBackoff: number;
  readonly fallbackDatagramSize: number;
  readonly maxRetransmissions: number;
  readonly handshakeTimeout: number;
  readonly idleTimeout: number;
  readonly closeTimeout: number;
  readonly allowHalfOpen: boolean;
  readonly lingerTime: number;
  readonly replayWindow: number;
  readonly maxHandshakeSize: number;
  readonly keylog: boolean;
  readonly trace: boolean;
}

const CLOSE_TIMEOUT = connectionTimers[ConnectionTimer['CONNECTED.READ.HALF_CLOSED.halfClosed']]?.nominal as number;
const IDLE_TIMEOUT = connectionTimers[ConnectionTimer['CONNECTED.idle']]?.nominal as number;
const nominal = (timer: FlightTimer): number => flightTimers[timer]?.nominal as number;

/** Throws ConfigError with the name of the option at fault. */
export function resolveOptions(options: EndpointOptions): ResolvedOptions {
  checkShapes(options);
  const { name, capabilities } = options.provider;
  if (supportedSuites(options.provider).length === 0) throw new ConfigError('provider', `${name} has no cipher suite`);
  if (capabilities.groups.length === 0) throw new ConfigError('provider', `${name} has no group for key exchange`);
  const replayWindow = integer(options, 'replayWindow', 256, 64, 4096);
  if (replayWindow % 32 !== 0) throw new ConfigError('replayWindow', `${replayWindow} is not a multiple of 32`);
  return {
    host: options.host,
    provider: options.provider,
    maxDatagramSize: checkDatagramSize(options.maxDatagramSize ?? 1200),
    initialTimeout: integer(options, 'initialTimeout', nominal(FlightTimer['WAITING.ARMED.retransmit']), 1, 3_600_000),
    maxTimeout: integer(options, 'maxTimeout', MAX_RETRANSMIT_TIMEOUT, 1, 3_600_000),
    retransmitBackoff: factor(options.retransmitBackoff ?? RETRANSMIT_BACKOFF),
    fallbackDatagramSize: integer(options, 'fallbackDatagramSize', 548, 256, 65_507),
    maxRetransmissions: integer(options, 'maxRetransmissions', 12, 0, 1000),
    idleTimeout:
      options.idleTimeout === Number.POSITIVE_INFINITY
        ? options.idleTimeout
        : integer(options, 'idleTimeout', IDLE_TIMEOUT, 1, 2 ** 40),
    closeTimeout: integer(options, 'closeTimeout', CLOSE_TIMEOUT, 1, 86_400_000),
    allowHalfOpen: options.allowHalfOpen ?? false,
    handshakeTimeout: integer(options, 'handshakeTimeout', 60_000, 1, 86_400_000),
    lingerTime: nominal(FlightTimer['FINISHED.linger']),
    replayWindow,
    maxHandshakeSize: integer(options, 'maxHandshakeSize', 65_536, 1024, 2 ** 24),
    keylog: options.keylog ?? false,
    trace: options.trace ?? false,
  };
}

/** Throws ConfigError. */
export function clientHandshakeConfig(options: ConnectionOptions): ClientHandshakeConfig {
  const config = commonHandshakeConfig(options);
  const keyShares = options.keyShares ?? config.groups.slice(0, 1);
  const stranger = keyShares.find((group) => !config.groups.includes(group));
  if (stranger !== undefined) throw new ConfigError('keyShares', `${stranger} is not one of the groups`);
  if (new Set(keyShares).size !== keyShares.length) throw new ConfigError('keyShares', 'a group stands there twice');
  const certificate = options.certificate && checkCertificate(options.certificate);
  return { ...config, servername: checkServername(options.servername), keyShares, certificate };
}

/** Throws ConfigError. */
export function serverHandshakeConfig(options: ListenerOptions): ServerHandshakeConfig {
  const requestCertificate = options.requestCertificate ?? 'no';
  if (!['no', 'optional', 'required'].includes(requestCertificate)) {
    throw new ConfigError('requestCertificate', `${requestCertificate} is not no, optional or required`);
  }
  return { ...commonHandshakeConfig(options), certificate: checkCertificate(options.certificate), requestCertificate };
}

/** Throws ConfigError. */
export function cookieMode({ cookies = 'always' }: ListenerOptions): 'always' | 'as-needed' | 'never' {
  if (['always', 'as-needed', 'never'].includes(cookies)) return cookies;
  throw new ConfigError('cookies', `${valueText(cookies)} is not always, as-needed or never`);
}

function commonHandshakeConfig(options: EndpointOptions): HandshakeConfig {
  const suites = supportedSuites(options.provider);
  const { groups } = options.provider.capabilities;
  return {
    cipherSuites: chosen('cipherSuites', options.cipherSuites, suites, cipherSuiteName),
    groups: chosen('groups', options.groups, groups, (group) => group),
    alpnProtocols: (options.alpnProtocols ?? []).map(protocolName),
    srtpProfiles: (options.srtpProfiles ?? []).map((name) => {
      const profile = Object.entries(SrtpProtectionProfile).find(([known]) => known === name)?.[1];
      if (profile === undefined) throw new ConfigError('srtpProfiles', `${name} is not a registered profile`);
      return profile;
    }),
  };
}

/** What `names` picks out of `all`, in its order; all of it when nothing was picked. */
function chosen<T>(option: string, names: readonly string[] | undefined, all: readonly T[], nameOf: (of: T) => string) {
  if (names === undefined) return all;
  if (names.length === 0) throw new ConfigError(option, 'the list is empty');
  if (new Set(names).size !== names.length) throw new ConfigError(option, 'a name stands there twice');
  return names.map((name) => {
    const found = all.find((each) => nameOf(each) === name);
    if (found === undefined) throw new ConfigError(option, `${name} is not among ${all.map(nameOf).join(', ')}`);
    return found;
  });
}

/** RFC 7301 section 3.1. */
function protocolName(name: string): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  if (bytes.length >= 1 && bytes.length <= 255) return bytes;
  throw new ConfigError('alpnProtocols', `${JSON.stringify(name)} does not have 1 to 255 bytes`);
}

/** Throws ConfigError for what cannot be a DNS name in the form of RFC 6066 section 3. */
function checkServername(servername: string | undefined): string | undefined {
  if (servername === undefined || (typeof servername === 'string' && isServername(servername))) return servername;
  throw new ConfigError(
    'servername',
    'must be a host name of at most 253 ASCII characters, without a final dot, and no address',
  );
}

/** Throws ConfigError for a certificate that proves nothing: no chain, or a key that cannot sign. */
function checkCertificate(certificate: Certificate | undefined): Certificate {
  if (certificate === undefined) throw new ConfigError('certificate', 'is missing: a server has to show one');
  if (certificate.chain.length === 0) throw new ConfigError('certificate', 'the chain is empty');
  if (certificate.privateKey.signatureSchemes.length === 0) throw new ConfigError('certificate', 'the key cannot sign');
  return certificate;
}

/** Throws ConfigError for the name of an alert that there is not: it would be found out when the alert is written. */
export function checkResponse(answer: ApplicationResponse): void {
  if (answer.accept || Object.hasOwn(AlertDescription, answer.alert)) return;
  throw new ConfigError('alert', `${answer.alert} is not the name of an alert`);
}

/** Bytes of UDP payload that every path is taken to carry. */
export const MIN_DATAGRAM_SIZE = 256;

/** Throws ConfigError outside 256 to 65507. */
export function checkDatagramSize(size: number): number {
  return inRange('maxDatagramSize', size, MIN_DATAGRAM_SIZE, 65_507);
}

/** Throws ConfigError. */
export function checkInitialTimeout(timeout: number): number {
  return inRange('initialTimeout', timeout, 1, 3_600_000);
}

/** Throws ConfigError for anything but an integer from `min` to `max`. */
export function inRange(option: string, value: unknown, min: number, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new ConfigError(option, `${valueText(value)} is not an integer from ${min} to ${max}`);
}

function factor(value: unknown): number {
  if (typeof value === 'number' && value >= 1 && value <= 10) return value;
  throw new ConfigError('retransmitBackoff', `${valueText(value)} is not a number from 1 to 10`);
}

function integer(options: EndpointOptions, option: keyof EndpointOptions, fallback: number, min: number, max: number) {
  return inRange(option, options[option] ?? fallback, min, max);
}
