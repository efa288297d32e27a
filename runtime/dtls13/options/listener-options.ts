import {
  checkBoolean,
  checkChoice,
  checkFunction,
  checkGiven,
  integerOption,
  type NumberOption,
} from '../../errors/option-checks.ts';
import type { Certificate } from '../handshake/certificate.ts';
import type { ServerHandshakeConfig } from '../handshake/handshake-config.ts';
import type { OidFilter } from '../handshake/oid-filters.ts';
import { certificatesOf } from './certificate-option.ts';
import { type EndpointOptions, type ResolvedOptions, resolveOptions } from './endpoint-options.ts';
import { resolveNegotiation } from './negotiation-options.ts';
import { oidFiltersOf } from './requested-certificates-options.ts';

/** The options of a server. An option that is undefined is not given. */
export interface ListenerOptions extends EndpointOptions {
  /**
   * The certificate chain to send, with its private key. Several: the first one that fits the client is sent, by its
   * signature schemes and the authorities that it names; RFC 9846 section 4.5.1.2. May be missing with `externalPsks` or `ticketKeys`: then only clients with a pre-shared key
   * are accepted.
   */
  readonly certificate?: Certificate | readonly Certificate[] | undefined;
  /** Whether clients are asked for a certificate, and whether one without is refused. Default `no`. */
  readonly requestCertificate?: 'no' | 'optional' | 'required' | undefined;
  /**
   * Extensions that a client's certificate must have, each identifier once, at most 65535 bytes; RFC 9846 section 4.3.5.
   * Key usage (`2.5.29.15`) and extended key usage (`2.5.29.37`, without anyExtendedKeyUsage) are enforced: another
   * certificate is refused with unsupported_certificate. Clients skip identifiers that they do not know. Default: none.
   */
  readonly oidFilters?: readonly OidFilter[] | undefined;
  /**
   * Whether a client must return a cookie before the server keeps state for it; RFC 9147 section 5.1. The cookie costs
   * a round trip and protects against floods from forged addresses. Default `always`.
   *
   * - `always`: every client.
   * - `as-needed`: only a client whose ClientHello is so short that the answer would be more than three times as long,
   *   and every client once half of `maxHandshakes` are in use. At most three times the bytes received go to an address
   *   that is not validated, but a forged address can make the server keep a connection.
   * - `never`: for paths that another protocol validates, such as ICE.
   */
  readonly cookies?: 'always' | 'as-needed' | 'never' | undefined;
  /**
   * Keys for cookies, newest first: 1 to 16 keys of at least 32 unpredictable bytes. Processes that share an address
   * share these keys, so that each accepts the cookies of the others. Default: a random key, replaced after each
   * `cookieLifetime`; the previous key is still accepted.
   */
  readonly cookieKeys?: readonly Uint8Array[] | undefined;
  /**
   * How long a cookie is valid, in milliseconds: 1000 to 86400000. Default 240000, because a client waits longer after
   * each loss of its second ClientHello. With `cookieKeys` it is also the tolerated difference between the dates of the
   * processes.
   */
  readonly cookieLifetime?: number | undefined;
  /**
   * The date in milliseconds since the Unix epoch; it may jump. It is written into cookies made with `cookieKeys`:
   * `now` never decreases, so processes that started before and after a change of the date disagree about it. Default:
   * `now` is the date.
   */
  readonly wallClock?: (() => number) | undefined;
  /**
   * Whether the application may know external pre-shared keys; RFC 9846 section 2.2. The core requests them by identity:
   * `ApplicationRequest` of kind `psk`. An unknown identity leads to a handshake with certificates. Default false.
   */
  readonly externalPsks?: boolean | undefined;
  /**
   * Number of tickets that each client gets after the handshake, with which it can resume the session; RFC 9846 section
   * 4.7.1. 0 to 8. Default 0. With at least one, or with `ticketKeys`, tickets are also accepted.
   */
  readonly tickets?: number | undefined;
  /**
   * How long a ticket is valid, in milliseconds: 1000 to 604800000, which is seven days. Default 7200000. No session is
   * resumed later than seven days after its last full handshake.
   */
  readonly ticketLifetime?: number | undefined;
  /**
   * Keys for tickets, newest first: 1 to 16 keys of at least 32 unpredictable bytes. Processes that share these keys
   * resume the sessions of each other. Whoever has a key can decrypt what resumed connections without a key exchange
   * sent, and impersonate clients. Default: a random key, replaced after each `ticketLifetime`; the previous key is still
   * accepted.
   */
  readonly ticketKeys?: readonly Uint8Array[] | undefined;
  /**
   * Bytes of early data (0-RTT) that a client may send with a ticket, before its handshake is complete; RFC 9846 sections 2.3
   * and 8. 0 to 1048576. Default 0: none. An attacker can replay early data: read the section about it in SECURITY.md
   * first. The core asks the host for each ClientHello whether it is fresh: `ApplicationRequest` of kind `freshness`. A
   * fresh one is accepted without a cookie, even by default, unless half of `maxHandshakes` are in use or its path has a
   * connection. With `cookies: 'always'`, given by the application, early data is never accepted.
   */
  readonly maxEarlyData?: number | undefined;
  /**
   * Longest difference between the age of a ticket and the age that the client claims, in milliseconds, so that early
   * data is accepted: 100 to 60000. Default 10000; RFC 9846 section 8.3.
   */
  readonly earlyDataWindow?: number | undefined;
  /**
   * Number of fragmented ClientHellos, of all clients without a connection, that can be reassembled at once: 16 to
   * 1048576. Default 1024. When all are in use, the source prefix with most of them, if it has more than 1/128 of all,
   * loses its oldest one; otherwise the oldest of all is dropped. At 100000 fragments a second from forged addresses,
   * 1024 leave a client 10 milliseconds for its datagrams.
   */
  readonly maxFragmentedHellos?: number | undefined;
  /**
   * Longest ClientHello that is accepted, in bytes: 512 to 131072. Default 4096: today's browsers send up to 1500, and
   * a second post-quantum key share, an encrypted inner ClientHello and a ticket fit too. The server allocates
   * `maxFragmentedHellos` times this size once.
   */
  readonly maxHelloSize?: number | undefined;
  /**
   * Memory for incomplete handshake messages of all connections together, in bytes: 65536 to 2^40. Default 67108864.
   * When it is exceeded, the connection whose message has waited longest ends with ERR_DTLS_REASSEMBLY_LIMIT.
   */
  readonly maxReassembly?: number | undefined;
  /**
   * Milliseconds without a datagram or a message after which a connection is compacted: its state, some 600 bytes, is kept in
   * place of its objects, and the next use restores them. 1 to 2^40, or Infinity for never. Default 10000. With many connections
   * in use the time is shorter in proportion to their number: from 128 on, down to a second; from 32 on, down to 250 ms, for a
   * connection that was never compacted. Not with `trace`, and not while an exchange runs or the client may be asked for a
   * certificate later.
   */
  readonly compactAfter?: number | undefined;
  /**
   * Number of connections whose handshake is complete: 1 to 2^31. Default 100000. At the limit, the source prefix with
   * most connections loses the one that has been silent longest.
   */
  readonly maxConnections?: number | undefined;
  /**
   * Number of unfinished handshakes, not counted in `maxConnections`: 1 to 2^31. Default 1024. At the limit, the source
   * prefix with most handshakes loses its oldest one.
   */
  readonly maxHandshakes?: number | undefined;
  /**
   * Number of addresses whose datagrams go to `PathResolver.legacyDatagram`: 1 to 2^20. Default 1024. At the limit, the
   * source prefix with most of them loses the one that has been silent longest.
   */
  readonly maxLegacyPeers?: number | undefined;
  /**
   * How long such an address may send nothing before it is forgotten, in milliseconds: 1000 to 86400000. Default 300000.
   */
  readonly legacyPeerTimeout?: number | undefined;
  /** Length of the source prefix of an IPv4 address, in bits: 1 to 32. Default 32: each address is a prefix. */
  readonly ipv4PrefixLength?: number | undefined;
  /** Length of the source prefix of an IPv6 address, in bits: 1 to 128. Default 64, the usual size of one network. */
  readonly ipv6PrefixLength?: number | undefined;
}

/** The numeric options, in the units of their descriptions. */
export const LISTENER_NUMBERS = {
  cookieLifetime: { min: 1000, max: 86_400_000, default: 240_000 },
  tickets: { min: 0, max: 8, default: 0 },
  ticketLifetime: { min: 1000, max: 604_800_000, default: 7_200_000 },
  maxEarlyData: { min: 0, max: 2 ** 20, default: 0 },
  earlyDataWindow: { min: 100, max: 60_000, default: 10_000 },
  maxFragmentedHellos: { min: 16, max: 2 ** 20, default: 1024 },
  maxHelloSize: { min: 512, max: 2 ** 17, default: 4096 },
  maxReassembly: { min: 65_536, max: 2 ** 40, default: 2 ** 26 },
  compactAfter: { min: 1, max: 2 ** 40, default: 10_000 },
  maxConnections: { min: 1, max: 2 ** 31, default: 100_000 },
  maxHandshakes: { min: 1, max: 2 ** 31, default: 1024 },
  maxLegacyPeers: { min: 1, max: 2 ** 20, default: 1024 },
  legacyPeerTimeout: { min: 1000, max: 86_400_000, default: 300_000 },
  ipv4PrefixLength: { min: 1, max: 32, default: 32 },
  ipv6PrefixLength: { min: 1, max: 128, default: 64 },
} as const satisfies Readonly<Record<string, NumberOption>>;

/** The same options with their defaults. */
export interface ResolvedListenerOptions
  extends ResolvedOptions,
    Readonly<Record<keyof typeof LISTENER_NUMBERS, number>> {
  readonly cookies: 'always' | 'as-needed' | 'never';
  readonly cookieKeys: readonly Uint8Array[] | undefined;
  readonly ticketKeys: readonly Uint8Array[] | undefined;
  readonly wallClock: (() => number) | undefined;
}

/** Throws ConfigError with the name of the option at fault. */
export function resolveListenerOptions(options: ListenerOptions): ResolvedListenerOptions {
  const { cookies = 'always', cookieKeys, ticketKeys, wallClock } = options;
  const endpoint = resolveOptions(options, 'balanced');
  checkChoice('cookies', cookies, ['always', 'as-needed', 'never']);
  checkFunction('wallClock', wallClock);
  return {
    ...endpoint,
    cookies,
    cookieKeys,
    ticketKeys,
    wallClock,
    tickets: integer(options, 'tickets'),
    ticketLifetime: integer(options, 'ticketLifetime'),
    maxEarlyData: maxEarlyData(options),
    earlyDataWindow: integer(options, 'earlyDataWindow'),
    cookieLifetime: integer(options, 'cookieLifetime'),
    maxFragmentedHellos: integer(options, 'maxFragmentedHellos'),
    maxHelloSize: integer(options, 'maxHelloSize'),
    maxReassembly: integer(options, 'maxReassembly'),
    compactAfter:
      options.compactAfter === Number.POSITIVE_INFINITY ? options.compactAfter : integer(options, 'compactAfter'),
    maxConnections: integer(options, 'maxConnections'),
    maxHandshakes: integer(options, 'maxHandshakes'),
    maxLegacyPeers: integer(options, 'maxLegacyPeers'),
    legacyPeerTimeout: integer(options, 'legacyPeerTimeout'),
    ipv4PrefixLength: integer(options, 'ipv4PrefixLength'),
    ipv6PrefixLength: integer(options, 'ipv6PrefixLength'),
  };
}

/** Throws ConfigError. */
export function serverHandshakeConfig(options: ListenerOptions): ServerHandshakeConfig {
  const { certificate, provider, requestCertificate = 'no', externalPsks = false } = options;
  checkChoice('requestCertificate', requestCertificate, ['no', 'optional', 'required']);
  checkBoolean('externalPsks', externalPsks);
  const tickets = integer(options, 'tickets') > 0 || options.ticketKeys !== undefined;
  if (!externalPsks && options.ticketKeys === undefined) checkGiven('certificate', certificate);
  const oidFilters = oidFiltersOf(options.oidFilters);
  const filters = oidFilters.flatMap(({ oid, values }) => [new TextEncoder().encode(oid), values]);
  const settings = [new TextEncoder().encode(requestCertificate), ...filters];
  const config = resolveNegotiation(options, provider, settings);
  return {
    ...config,
    certificates: certificatesOf(certificate),
    requestCertificate,
    oidFilters,
    tickets,
    externalPsks,
    maxEarlyData: maxEarlyData(options),
  };
}

/** 0 if every client must return a cookie, which the application demanded. */
function maxEarlyData(options: ListenerOptions): number {
  const size = integer(options, 'maxEarlyData');
  return options.cookies === 'always' ? 0 : size;
}

function integer(options: ListenerOptions, option: keyof typeof LISTENER_NUMBERS): number {
  return integerOption(option, options[option], LISTENER_NUMBERS[option]);
}
