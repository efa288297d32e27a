import type { GroupName } from '../crypto/provider.ts';
import { ConfigError } from '../errors/config-error.ts';

/** What is offered to the peer, or accepted of its offer, in order of preference. */
export interface NegotiationOptions {
  /**
   * Application protocols (ALPN, RFC 7301), 1 to 255 bytes of UTF-8 each. A server with a list refuses a client that
   * offers none of them; a client that offers none at all is served without.
   */
  readonly alpn?: readonly string[] | undefined;
  /** SRTP protection profiles (RFC 5764) by their IANA or OpenSSL names, with colons between them. */
  readonly srtp?: string | undefined;
  /** Cipher suites by their IANA names, with colons between them. Default: all that the provider has. */
  readonly ciphers?: string | undefined;
  /** Groups for the key exchange with colons between them: `X25519:P-256`. Default: all that the provider has. */
  readonly ecdhCurve?: string | undefined;
}

/** The same in the core's terms; only what was given. */
export interface Negotiation {
  readonly alpnProtocols?: readonly string[];
  readonly srtpProfiles?: readonly string[];
  readonly cipherSuites?: readonly string[];
  readonly groups?: readonly GroupName[];
}

/** Throws ConfigError for lists without an entry, with one twice, or with one that cannot be. */
export function negotiation({ alpn, srtp, ciphers, ecdhCurve }: NegotiationOptions): Negotiation {
  return {
    ...(alpn === undefined ? {} : { alpnProtocols: protocols(alpn) }),
    ...(srtp === undefined ? {} : { srtpProfiles: names('srtp', srtp).map(ianaProfile) }),
    ...(ciphers === undefined ? {} : { cipherSuites: names('ciphers', ciphers) }),
    ...(ecdhCurve === undefined ? {} : { groups: groupList('ecdhCurve', ecdhCurve) }),
  };
}

/** Options of the core whose public name is that of node:dtls. */
const PUBLIC_NAMES: ReadonlyMap<string, string> = new Map([
  ['alpnProtocols', 'alpn'],
  ['srtpProfiles', 'srtp'],
  ['cipherSuites', 'ciphers'],
  ['groups', 'ecdhCurve'],
  ['certificate', 'cert'],
]);

/** Calls the core. A ConfigError that the core throws names the option as `connect()` and `listen()` spell it. */
export function withPublicOptionNames<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    const option = error instanceof ConfigError ? PUBLIC_NAMES.get(error.option) : undefined;
    if (option === undefined) throw error;
    throw new ConfigError(option, (error as ConfigError).reason, { cause: error });
  }
}

/** Groups out of a list with colons. Throws ConfigError for one that nobody has, or one twice. */
export function groupList(option: string, list: string): GroupName[] {
  const groups = names(option, list).map((name) => {
    const group = GROUPS.get(name.toLowerCase());
    if (group === undefined) throw new ConfigError(option, `there is no group ${name}: use X25519 and P-256`);
    return group;
  });
  if (new Set(groups).size < groups.length) throw new ConfigError(option, 'names a group twice');
  return groups;
}

/** IANA's names, and what OpenSSL and others call the same groups. */
const GROUPS: ReadonlyMap<string, GroupName> = new Map([
  ['x25519', 'x25519'],
  ['p-256', 'secp256r1'],
  ['secp256r1', 'secp256r1'],
  ['prime256v1', 'secp256r1'],
]);

function protocols(alpn: unknown): readonly string[] {
  if (!Array.isArray(alpn)) throw new ConfigError('alpn', 'is not a list of names');
  for (const name of alpn as unknown[]) {
    const length = typeof name === 'string' ? Buffer.byteLength(name) : 0;
    if (length < 1 || length > 255) throw new ConfigError('alpn', 'each name has 1 to 255 bytes');
  }
  return distinct('alpn', alpn as string[]);
}

function names(option: string, list: unknown): string[] {
  if (typeof list !== 'string') throw new ConfigError(option, 'is not a text of names with colons between them');
  return distinct(
    option,
    list.split(':').map((name) => name.trim()),
  );
}

function distinct(option: string, list: string[]): string[] {
  if (list.length === 0 || list.includes('')) throw new ConfigError(option, 'has an empty name, or none at all');
  if (new Set(list).size < list.length) throw new ConfigError(option, 'has the same name twice');
  return [...list];
}

/** `SRTP_AES128_CM_SHA1_80` is OpenSSL's name of what IANA calls `SRTP_AES128_CM_HMAC_SHA1_80`. */
function ianaProfile(name: string): string {
  return name.replace(/_CM_SHA1_/, '_CM_HMAC_SHA1_');
}
