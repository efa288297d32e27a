import type { GroupName } from '../../crypto/provider.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { checkBoolean, checkDistinct, checkGiven, checkInteger, checkStringArray } from '../../errors/option-checks.ts';
import { valueText } from '../../errors/value-text.ts';
import type { Certificate } from '../handshake/certificate.ts';
import type { ClientHandshakeConfig } from '../handshake/handshake-config.ts';
import { isPostQuantum } from '../handshake/key-shares.ts';
import { Session } from '../handshake/psk/session.ts';
import { isServername } from '../handshake/server-name.ts';
import { certificatesOf } from './certificate-option.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import { clientPsks, type ExternalPsk } from './external-psk-option.ts';
import { resolveNegotiation } from './negotiation-options.ts';

/** The options of a client connection. An option that is undefined is not given. */
export interface ConnectionOptions extends EndpointOptions {
  /** The host's number of the path to the server: an integer. */
  readonly path: number;
  /** DNS name of the server, for server_name and for the request to verify its certificate. Not an address. */
  readonly servername?: string | undefined;
  /**
   * Certificate for a server that requests one. Several: the first one that fits the request is sent, by signature
   * schemes, authorities and filters; RFC 9846 section 4.5.1.2. Default: none.
   */
  readonly certificate?: Certificate | readonly Certificate[] | undefined;
  /**
   * Whether the server may request a certificate after the handshake, which is sent as in the handshake; RFC 9846 section
   * 4.3.6. Default false.
   */
  readonly postHandshakeAuth?: boolean | undefined;
  /**
   * The groups of the key shares in the first ClientHello, a subset of `groups`. Default: the first group and, if that is
   * a hybrid with ML-KEM, the first one that is not. An empty list makes the server select the group with a
   * HelloRetryRequest, which costs a round trip.
   */
  readonly keyShares?: readonly GroupName[] | undefined;
  /**
   * The session to resume: that of an event `session`, or one from `importSession`. It is not offered if it is used or
   * expired, or belongs to another server name, other application protocols, another `certificate` setting or another
   * `sessionContext`; the handshake is then a full one. Default: none.
   */
  readonly session?: Session | undefined;
  /** External pre-shared keys to offer, at most 8, most preferred first; RFC 9846 section 2.2. Default: none. */
  readonly psks?: readonly ExternalPsk[] | undefined;
  /**
   * Whether a server that selects none of `psks` and `session` is refused: with the alert missing_extension, because the
   * ClientHello offers no signature algorithms; RFC 9846 section 4.3.3. Default false: such a server authenticates itself
   * by a certificate.
   */
  readonly pskRequired?: boolean | undefined;
  /** Whether the server may send tickets, which the event `session` reports. Default: true with `session`, else false. */
  readonly sessions?: boolean | undefined;
  /**
   * Whether `sendEarly` may send early data (0-RTT) with `session`, if its server accepts some; RFC 9846 section 2.3. An
   * attacker can replay it, and it has no forward secrecy. Default false.
   */
  readonly earlyData?: boolean | undefined;
}

/** Throws ConfigError for a path that is not an integer. */
export function checkPath(path: unknown): void {
  checkGiven('path', path);
  checkInteger('path', path, { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
}

/** Throws ConfigError. */
export function clientHandshakeConfig(options: ConnectionOptions): ClientHandshakeConfig {
  const { session, psks, pskRequired = false, sessions = session !== undefined } = options;
  const { earlyData = false, postHandshakeAuth = false } = options;
  const config = resolveNegotiation(options, options.provider, settingsOf(options));
  const { certificate, keyShares = defaultKeyShares(config.groups) } = options;
  checkStringArray('keyShares', keyShares);
  const unknown = keyShares.find((group) => !config.groups.includes(group));
  if (unknown !== undefined) throw new ConfigError('keyShares', `${valueText(unknown)} is not one of the groups`);
  checkDistinct('keyShares', keyShares);
  const certificates = certificatesOf(certificate);
  checkServername(options.servername);
  checkBoolean('sessions', sessions);
  checkBoolean('pskRequired', pskRequired);
  checkBoolean('earlyData', earlyData);
  checkBoolean('postHandshakeAuth', postHandshakeAuth);
  if (session !== undefined && !(session instanceof Session)) throw new ConfigError('session', 'must be a Session');
  const externalPsks = clientPsks(psks, config.cipherSuites);
  if (pskRequired && session === undefined && externalPsks.length === 0) {
    throw new ConfigError('pskRequired', 'needs psks or a session');
  }
  const { servername } = options;
  return {
    ...config,
    servername,
    keyShares,
    certificates,
    postHandshakeAuth,
    session,
    psks: externalPsks,
    pskRequired,
    sessions,
    earlyData,
  };
}

/** The settings under which the server is authenticated; RFC 9846 section 4.7.1. */
function settingsOf({ servername = '', alpnProtocols = [] }: ConnectionOptions): Uint8Array[] {
  return [servername, ...alpnProtocols].map((text) => new TextEncoder().encode(text));
}

/** A server without the hybrid takes the second share, which is short beside the first, and saves a round trip. */
function defaultKeyShares(groups: readonly GroupName[]): readonly GroupName[] {
  const [first] = groups;
  if (first === undefined || !isPostQuantum(first)) return groups.slice(0, 1);
  const second = groups.find((group) => !isPostQuantum(group));
  return second === undefined ? [first] : [first, second];
}

/** Throws ConfigError for a name that has not the form of RFC 6066 section 3. */
function checkServername(servername: unknown): void {
  if (servername === undefined || (typeof servername === 'string' && isServername(servername))) return;
  throw new ConfigError(
    'servername',
    'must be a host name of at most 253 ASCII characters without a final dot, not an address',
  );
}
