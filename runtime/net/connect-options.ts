import { isIP } from 'node:net';
import type { PemOrDer } from '../certificates/pem.ts';
import type { Session } from '../dtls13/handshake/psk/session.ts';
import type { ExternalPsk } from '../dtls13/options/external-psk-option.ts';
import { ConfigError } from '../errors/config-error.ts';
import { checkGiven, checkInteger, type NumberOption } from '../errors/option-checks.ts';
import { type CommonOptions, checkCommonOptions } from './common-options.ts';
import { messageBytes } from './message-bytes.ts';

/** Where a client binds its socket. */
export interface Binding {
  /** Local IP address. Default: any address of the peer's family. */
  readonly bindHost?: string | undefined;
  /** Local port: 0 to 65535. Default 0, any free port. */
  readonly bindPort?: number | undefined;
}

/** The options of `connect()`. */
export interface ConnectOptions extends CommonOptions, Binding {
  /** Trusted certificates, PEM or DER. Default: the root certificates of Node. */
  readonly ca?: PemOrDer | readonly PemOrDer[] | undefined;
  /**
   * False: the server's certificate is verified, the result is in `session.authorizationError`, and the session opens
   * in any case. Default true.
   */
  readonly rejectUnauthorized?: boolean | undefined;
  /** Certificate chain for servers that request one: PEM or DER, end entity first. Needs `key`. Default: none. */
  readonly cert?: PemOrDer | readonly PemOrDer[] | undefined;
  /** The private key of the first certificate: PEM, or PKCS #8 DER. */
  readonly key?: PemOrDer | undefined;
  /** Decrypts an encrypted `key`. */
  readonly passphrase?: string | undefined;
  /**
   * Whether the server may request a certificate after the handshake: it gets the same one as in the handshake; RFC 9846
   * section 4.3.6. Default false.
   */
  readonly postHandshakeAuth?: boolean | undefined;
  /**
   * Groups of the key shares in the first ClientHello, separated by colons as in `ecdhCurve`. Default: the first group
   * and, if that is a hybrid with ML-KEM, the first one that is not. An empty string sends no key share, which causes a
   * HelloRetryRequest.
   */
  readonly keyShares?: string | undefined;
  /** Name for server_name, which the server's certificate must match. Default: `host`. Empty: no name is sent. */
  readonly servername?: string | undefined;
  /**
   * External pre-shared keys to offer, at most 8, most preferred first. A server that selects one authenticates itself
   * by the key; one that selects none authenticates itself by a certificate, as without this option, unless
   * `pskRequired` is true. `identity`: 1 to 2048 bytes, sent unencrypted. `key`: at least 16 unpredictable bytes. `hash`: `'sha256'`
   * (default) or `'sha384'`. `importContext`: the key is imported with it, for the hashes of all cipher suites; RFC 9258.
   * Default: none.
   */
  readonly psks?: readonly ExternalPsk[] | undefined;
  /**
   * Refuses a server that selects none of `psks` and `session`: the ClientHello offers no signature algorithms, and no
   * certificate is verified. Needs `psks` or `session`. Default false.
   */
  readonly pskRequired?: boolean | undefined;
  /**
   * The session to resume: that of an event `session`, or its exported bytes. The handshake is a full one if the server
   * does not accept it, and if it is used or expired or belongs to other settings: another server name, `ca`, `psks`,
   * `cert` or `alpn`, other values of `rejectUnauthorized`, and `crl` or `verifyPeer` given in one of the two cases only.
   * The certificates of the earlier handshake are verified again, also by `verifyPeer`. A `Session` is offered once;
   * bytes are offered each time, and observers can link connections that offer the same. Default: none.
   */
  readonly session?: Session | Uint8Array | undefined;
  /** Asks the server for tickets, which the event `session` reports. Default: true with `session`, else false. */
  readonly sessions?: boolean | undefined;
  /**
   * Messages to send with the first flight as early data (0-RTT), if `session` permits it; RFC 9846 section 2.3. Strings
   * are sent as UTF-8. An attacker can replay them, and they have no forward secrecy: read "Early data" in SECURITY.md
   * first. `opened` tells in `earlyData` whether the server accepted them; the library never sends them again. Default:
   * none.
   */
  readonly earlyData?: readonly (Uint8Array | string)[] | undefined;
  /**
   * How long ICMP errors may answer everything we send before the handshake fails with that error (`ECONNREFUSED`), in
   * milliseconds: 0 to 86400000. Default 3000, so that a restarting server is still found. An ICMP error can be forged,
   * so it counts only before the first record of the server. With several addresses the next one is tried at once.
   */
  readonly refusedTimeout?: number | undefined;
  /**
   * Aborts the handshake with the signal's reason; the server gets user_canceled and close_notify. It has no effect on an
   * open session.
   */
  readonly signal?: AbortSignal | undefined;
}

/** The numeric options that only `connect()` has, in the units of their descriptions. */
export const CONNECT_NUMBERS = {
  bindPort: { min: 0, max: 65_535, default: 0 },
  refusedTimeout: { min: 0, max: 86_400_000, default: 3000 },
} as const satisfies Readonly<Record<string, NumberOption>>;

/** Checks the arguments of `connect()`, but for what the core checks. Throws ConfigError. */
export function checkConnectOptions(host: unknown, port: unknown, options: ConnectOptions): void {
  checkHost(host);
  checkGiven('port', port);
  checkInteger('port', port, { min: 1, max: 65_535 });
  checkCommonOptions(options);
  checkBinding(options);
  checkInteger('refusedTimeout', options.refusedTimeout, CONNECT_NUMBERS.refusedTimeout);
}

/** Copies of the messages of early data; undefined: none are given. Throws ConfigError. */
export function earlyMessages({ earlyData }: ConnectOptions): readonly Uint8Array[] | undefined {
  if (earlyData === undefined) return undefined;
  if (!Array.isArray(earlyData)) throw new ConfigError('earlyData', 'must be an array of messages');
  // A copy, because `map` skips holes.
  return [...earlyData].map((message: unknown) => new Uint8Array(messageBytes('earlyData', message)));
}

/** Throws ConfigError. */
export function checkBinding({ bindHost, bindPort }: Binding): void {
  checkInteger('bindPort', bindPort, CONNECT_NUMBERS.bindPort);
  if (bindHost !== undefined && (typeof bindHost !== 'string' || isIP(bindHost) === 0)) {
    throw new ConfigError('bindHost', 'must be an IP address');
  }
}

/** Throws ConfigError. */
export function checkHost(host: unknown): asserts host is string {
  if (typeof host !== 'string' || host === '') throw new ConfigError('host', 'must be a host name or an IP address');
}
