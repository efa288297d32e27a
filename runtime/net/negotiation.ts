import type { GroupName } from '../crypto/provider.ts';
import type { EndpointOptions } from '../dtls13/index.ts';
import { ConfigError } from '../errors/config-error.ts';
import { checkDistinct, checkString, checkStringArray } from '../errors/option-checks.ts';
import { valueText } from '../errors/value-text.ts';

/** The parameters that the handshake negotiates, in order of preference. */
export interface NegotiationOptions {
  /**
   * Application protocols (ALPN, RFC 7301): 1 to 255 bytes of UTF-8 each. Default: none. A server with a list refuses a
   * client that offers none of them, and accepts a client that does not use ALPN.
   */
  readonly alpn?: readonly string[] | undefined;
  /** SRTP protection profiles (RFC 5764) by their IANA or OpenSSL names, separated by colons. Default: none. */
  readonly srtp?: string | undefined;
  /**
   * Cipher suites by their IANA names, separated by colons. Default: the suites of the provider that IANA recommends,
   * which are all but TLS_AES_128_CCM_8_SHA256: its short tag makes forgery easier.
   */
  readonly ciphers?: string | undefined;
  /**
   * Key exchange groups, separated by colons: `X25519MLKEM768:X25519`. Default: those of X25519MLKEM768, X25519, P-256 and
   * P-384 that the provider has.
   */
  readonly ecdhCurve?: string | undefined;
}

/** The same as options of the core. Throws ConfigError for an empty list, a duplicate name or an unknown group. */
export function negotiation(
  options: NegotiationOptions,
): Pick<EndpointOptions, 'alpnProtocols' | 'srtpProfiles' | 'cipherSuites' | 'groups'> {
  const { alpn } = options;
  checkStringArray('alpn', alpn);
  return {
    alpnProtocols: alpn && checkNames('alpn', [...alpn]),
    srtpProfiles: names('srtp', options.srtp)?.map(ianaProfile),
    cipherSuites: names('ciphers', options.ciphers),
    groups: groupList('ecdhCurve', options.ecdhCurve),
  };
}

/** The groups of a list with colons. Throws ConfigError for an unknown or duplicate group. */
export function groupList(option: string, list: string | undefined): GroupName[] | undefined {
  const groups = names(option, list)?.map((name) => {
    const group = GROUPS.get(name.toLowerCase());
    if (group === undefined) throw new ConfigError(option, `unknown name ${valueText(name)}; known are ${KNOWN}`);
    return group;
  });
  if (groups !== undefined) checkDistinct(option, groups);
  return groups;
}

/** The IANA names, and the names that OpenSSL and other libraries have for the same groups. */
const GROUPS: ReadonlyMap<string, GroupName> = new Map([
  ['x25519', 'x25519'],
  ['p-256', 'secp256r1'],
  ['p-384', 'secp384r1'],
  ['p-521', 'secp521r1'],
  ['x448', 'x448'],
  ['x25519mlkem768', 'X25519MLKEM768'],
  ['secp256r1mlkem768', 'SecP256r1MLKEM768'],
  ['secp384r1mlkem1024', 'SecP384r1MLKEM1024'],
  ['secp256r1', 'secp256r1'],
  ['secp384r1', 'secp384r1'],
  ['secp521r1', 'secp521r1'],
  ['prime256v1', 'secp256r1'],
]);

/** For a message. */
const KNOWN = 'X25519, P-256, P-384, P-521, X448, X25519MLKEM768, SecP256r1MLKEM768, SecP384r1MLKEM1024';

function names(option: string, list: string | undefined): string[] | undefined {
  checkString(option, list);
  if (list === undefined) return undefined;
  return checkNames(
    option,
    list.split(':').map((name) => name.trim()),
  );
}

function checkNames(option: string, list: string[]): string[] {
  if (list.length === 0 || list.includes('')) throw new ConfigError(option, 'must not be empty or have an empty name');
  checkDistinct(option, list);
  return list;
}

/** `SRTP_AES128_CM_SHA1_80` is OpenSSL's name of IANA's `SRTP_AES128_CM_HMAC_SHA1_80`. */
function ianaProfile(name: string): string {
  return name.replace(/_CM_SHA1_/, '_CM_HMAC_SHA1_');
}
