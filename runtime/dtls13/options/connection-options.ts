import type { GroupName } from '../../crypto/provider.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { checkDistinct, checkGiven, checkInteger, checkStringArray } from '../../errors/option-checks.ts';
import { valueText } from '../../errors/value-text.ts';
import type { Certificate } from '../handshake/certificate.ts';
import type { ClientHandshakeConfig } from '../handshake/handshake-config.ts';
import { isPostQuantum } from '../handshake/key-shares.ts';
import { isServername } from '../handshake/server-name.ts';
import { certificatesOf } from './certificate-option.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import { resolveNegotiation } from './negotiation-options.ts';

/** The options of a client connection. An option that is undefined is not given. */
export interface ConnectionOptions extends EndpointOptions {
  /** The host's number of the path to the server: an integer. */
  readonly path: number;
  /** DNS name of the server, for server_name and for the request to verify its certificate. Not an address. */
  readonly servername?: string | undefined;
  /**
   * Certificate for a server that requests one. Several: the first one is sent whose key can sign with a scheme that the
   * server accepts. Default: none.
   */
  readonly certificate?: Certificate | readonly Certificate[] | undefined;
  /**
   * The groups of the key shares in the first ClientHello, a subset of `groups`. Default: the first group and, if that is
   * a hybrid with ML-KEM, the first one that is not. An empty list makes the server select the group with a
   * HelloRetryRequest, which costs a round trip.
   */
  readonly keyShares?: readonly GroupName[] | undefined;
}

/** Throws ConfigError for a path that is not an integer. */
export function checkPath(path: unknown): void {
  checkGiven('path', path);
  checkInteger('path', path, { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
}

/** Throws ConfigError. */
export function clientHandshakeConfig(options: ConnectionOptions): ClientHandshakeConfig {
  const config = resolveNegotiation(options, options.provider);
  const { certificate, keyShares = defaultKeyShares(config.groups) } = options;
  checkStringArray('keyShares', keyShares);
  const unknown = keyShares.find((group) => !config.groups.includes(group));
  if (unknown !== undefined) throw new ConfigError('keyShares', `${valueText(unknown)} is not one of the groups`);
  checkDistinct('keyShares', keyShares);
  const certificates = certificatesOf(certificate);
  checkServername(options.servername);
  return { ...config, servername: options.servername, keyShares, certificates };
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
