import type { PemOrDer } from '../certificates/pem.ts';
import type { OidFilter } from '../dtls13/handshake/oid-filters.ts';
import { LISTENER_NUMBERS } from '../dtls13/options/listener-options.ts';
import { ConfigError } from '../errors/config-error.ts';
import { checkChoice, checkFunction, checkGiven, checkInteger, type NumberOption } from '../errors/option-checks.ts';
import type { SocketAddress } from './address.ts';
import { type CommonOptions, checkCommonOptions } from './common-options.ts';
import { checkHost } from './connect-options.ts';
import { type EarlyDataOptions, type ResolvedEarlyData, resolveEarlyData } from './early-data-options.ts';
import type { EndpointBatch } from './endpoint-batch.ts';
import type { PskCallback } from './psk-callback.ts';

/** The options of `listen()`. */
export interface ListenOptions extends CommonOptions {
  /**
   * The certificate chain to send, end entity first: PEM (one string or several) or DER. Required, but with
   * `pskCallback`: without it only clients with a pre-shared key are accepted.
   */
  readonly cert?: PemOrDer | readonly PemOrDer[] | undefined;
  /** The private key of the first certificate: PEM, or PKCS #8 DER. Required with `cert`. */
  readonly key?: PemOrDer | undefined;
  /** Decrypts an encrypted `key`. */
  readonly passphrase?: string | undefined;
  /**
   * Whether clients are asked for a certificate. Default false.
   *
   * - `true`: a client without a valid certificate is refused; but with `rejectUnauthorized: false` and no `verifyPeer`
   *   it is accepted, and `session.authorized` is false.
   * - `'required'` and `'optional'`: whether a client must send a certificate, independent of the other options.
   * - `'later'`: not in the handshake, but by `session.requestCertificate()`.
   */
  readonly requestCert?: boolean | 'optional' | 'required' | 'later' | undefined;
  /**
   * Extensions that a client's certificate must have, each `oid` once: `values` is the DER value or a part of it, empty for
   * any; RFC 9846 section 4.3.5. Key usage (`2.5.29.15`) and extended key usage (`2.5.29.37`) are enforced; for others, look
   * at the certificate in `verifyPeer`. Default: none.
   */
  readonly oidFilters?: readonly OidFilter[] | undefined;
  /**
   * Trusted certificates for client certificates, PEM or DER. Required to verify them: there are no public roots for
   * clients.
   */
  readonly ca?: PemOrDer | readonly PemOrDer[] | undefined;
  /**
   * False: client certificates are verified, the result is in `session.authorizationError`, and the session opens in
   * any case. Default true.
   */
  readonly rejectUnauthorized?: boolean | undefined;
  /**
   * Whether a client must return a cookie before the server keeps state for it (RFC 9147 section 5.1). The cookie costs
   * a round trip and protects against floods from forged addresses. Default `'always'`.
   *
   * - `'always'`: every client.
   * - `'as-needed'`: only a client whose first message is so short that the answer would be more than three times as
   *   long.
   * - `'never'`: for paths that another protocol validates, such as ICE.
   */
  readonly cookies?: 'always' | 'as-needed' | 'never' | undefined;
  /**
   * Keys for cookies, newest first: 1 to 16 keys of at least 32 bytes. Processes that share an address share these
   * keys, so that each accepts the cookies of the others. Default: a random key, replaced every four minutes.
   */
  readonly cookieKeys?: readonly Uint8Array[] | undefined;
  /**
   * Finds the external pre-shared key of an identity, or a promise of it; null or undefined: the identity is not known,
   * and the handshake continues with the next one or with certificates. A client that uses a key is not asked for a
   * certificate. Default: no external keys.
   */
  readonly pskCallback?: PskCallback | undefined;
  /**
   * Number of tickets that a client gets after the handshake if it asks for them; with each it can resume the session
   * once. 0 to 8. Default 0. With at least one, or with `ticketKeys`, tickets are also accepted.
   */
  readonly tickets?: number | undefined;
  /**
   * How long a ticket is valid, in milliseconds: 1000 to 604800000, which is seven days. Default 7200000. No ticket is
   * valid later than the client's certificate, or seven days after the last full handshake.
   */
  readonly ticketLifetime?: number | undefined;
  /**
   * Keys for tickets, newest first: 1 to 16 keys of at least 32 unpredictable bytes. Processes with the same keys and the
   * same settings for clients resume the sessions of each other. Who has a key can impersonate clients: see SECURITY.md.
   * Default: a random key, replaced after each `ticketLifetime`.
   */
  readonly ticketKeys?: readonly Uint8Array[] | undefined;
  /**
   * Accepts early data (0-RTT) with tickets; read "Early data" in SECURITY.md first. A client with fresh early data then
   * needs no cookie, while less than half of `maxHandshakes` are in use; `cookies: 'always'`, if given, forbids that, so
   * that no early data is accepted. Default: none.
   */
  readonly earlyData?: EarlyDataOptions | undefined;
  /** Number of fragmented ClientHellos, of all clients, that can be reassembled at once: 16 to 1048576. Default 1024. */
  readonly maxFragmentedHellos?: number | undefined;
  /** Longest ClientHello that is accepted, in bytes: 512 to 131072. Default 4096. */
  readonly maxHelloSize?: number | undefined;
  /** Local port: 0 to 65535. 0: any free port. Required. */
  readonly port: number;
  /** Local address or name to bind to. Default `0.0.0.0`. */
  readonly host?: string | undefined;
  /**
   * Number of sessions: 1 to 16777216. Default 100000. At the limit, the source prefix with most sessions loses the one
   * whose peer has been silent longest, which ends with an EvictionError. Where every prefix has one session, a client
   * of another prefix is accepted only when that silence has lasted 30 seconds, and gets no answer before.
   */
  readonly maxSessions?: number | undefined;
  /**
   * Number of unfinished handshakes, not counted in `maxSessions`: 1 to 16777216. Default 1024. At the limit, the source
   * prefix with most handshakes loses its oldest one.
   */
  readonly maxHandshakes?: number | undefined;
  /**
   * Memory for incomplete handshake messages of all sessions and handshakes together, in bytes: 65536 to 2^40. Default
   * 67108864. When it is exceeded, the one whose message has waited longest ends with ERR_DTLS_REASSEMBLY_LIMIT.
   */
  readonly maxReassembly?: number | undefined;
  /**
   * Milliseconds without a datagram or a message after which a session is compacted: its state, some 600 bytes, is kept in
   * place of its objects, and the next use restores them. 1 to 2^40, or Infinity for never. Default 10000. With many sessions
   * in use the time is shorter in proportion to their number: from 128 on, down to a second; from 32 on, down to 250 ms, for a
   * session that was never compacted. Not with `trace`, and not while an exchange runs or the client may be asked for a
   * certificate later.
   */
  readonly compactAfter?: number | undefined;
  /**
   * Called with the messages of any session that arrived together, for servers with many sessions of which most are idle:
   * see `onBatch` of the endpoint. Default: none.
   */
  readonly onBatch?: ((batch: EndpointBatch) => void) | undefined;
  /**
   * Called with each datagram for another stack on the same port, such as one of DTLS 1.2: a ClientHello that does not offer
   * DTLS 1.3, and what follows from its address, until the address sends nothing for `legacyPeerTimeout` or offers DTLS
   * 1.3. The datagram belongs to the function. `endpoint.sendDatagram()` sends the answers. Any sender can forge such
   * datagrams, so the other stack must validate addresses itself. Default: these clients are refused with protocol_version.
   */
  readonly onLegacyHello?: ((datagram: Uint8Array, peer: SocketAddress) => void) | undefined;
  /**
   * Number of addresses that `onLegacyHello` is called for: 1 to 1048576. Default 1024. At the limit, the source prefix with
   * most of them loses the one that has been silent longest.
   */
  readonly maxLegacyPeers?: number | undefined;
  /** How long such an address may send nothing, in milliseconds: 1000 to 86400000. Default 300000. */
  readonly legacyPeerTimeout?: number | undefined;
  /** Length of the source prefix of an IPv4 address, in bits: 1 to 32. Default 32: each address is a prefix. */
  readonly ipv4PrefixLength?: number | undefined;
  /** Length of the source prefix of an IPv6 address, in bits: 1 to 128. Default 64, the usual size of one network. */
  readonly ipv6PrefixLength?: number | undefined;
  /** Closes the endpoint when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** The numeric options with a range of their own, in the units of their descriptions. */
export const LISTEN_NUMBERS = {
  maxSessions: { min: 1, max: 2 ** 24, default: LISTENER_NUMBERS.maxConnections.default },
  maxHandshakes: { min: 1, max: 2 ** 24, default: LISTENER_NUMBERS.maxHandshakes.default },
} as const satisfies Readonly<Record<string, NumberOption>>;

export const DEFAULT_HOST = '0.0.0.0';

/** Checks the arguments of `listen()`, but for what the core checks. Throws ConfigError. */
export function checkListenOptions(onsession: unknown, options: ListenOptions): void {
  if (options.onBatch === undefined) checkGiven('onsession', onsession);
  checkFunction('onsession', onsession);
  checkFunction('onBatch', options.onBatch);
  checkGiven('port', options.port);
  checkInteger('port', options.port, { min: 0, max: 65_535 });
  checkFunction('pskCallback', options.pskCallback);
  checkFunction('onLegacyHello', options.onLegacyHello);
  checkInteger('maxSessions', options.maxSessions, LISTEN_NUMBERS.maxSessions);
  checkInteger('maxHandshakes', options.maxHandshakes, LISTEN_NUMBERS.maxHandshakes);
  checkCommonOptions(options);
  checkHost(options.host ?? DEFAULT_HOST);
}

/** What the core does about client certificates. Throws ConfigError for options that contradict each other. */
export function requestCertificate(options: ListenOptions): 'no' | 'optional' | 'required' {
  const { requestCert = false, rejectUnauthorized = true, ca, verifyPeer } = options;
  checkChoice('requestCert', requestCert, [true, false, 'optional', 'required', 'later']);
  if (requestCert === false) {
    for (const option of ['ca', 'crl', 'verifyPeer', 'certificateAuthorities', 'requestOCSP', 'oidFilters'] as const) {
      if (options[option] !== undefined) throw new ConfigError(option, 'has no effect without requestCert');
    }
    return 'no';
  }
  if (rejectUnauthorized && ca === undefined) {
    throw new ConfigError('ca', 'is required with requestCert, unless rejectUnauthorized is false');
  }
  if (requestCert === 'later') return 'no';
  if (requestCert !== true) return requestCert;
  return rejectUnauthorized || verifyPeer !== undefined ? 'required' : 'optional';
}

/** Throws ConfigError. */
export function earlyDataOf({ earlyData, tickets = 0, ticketKeys }: ListenOptions): ResolvedEarlyData | undefined {
  return resolveEarlyData(earlyData, tickets > 0 || ticketKeys !== undefined);
}
