import { CipherSuiteAttributes, cipherSuiteName } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { MAX_PLAINTEXT_LENGTH } from '../../../generated/dtls13/registries/constants.ts';
import { PskKeyExchangeMode } from '../../../generated/dtls13/registries/psk-key-exchange-mode.ts';
import { SrtpProtectionProfile } from '../../../generated/dtls13/registries/srtp-protection-profile.ts';
import type { CryptoProvider, GroupName } from '../../crypto/provider.ts';
import { ConfigError } from '../../errors/config-error.ts';
import {
  checkBoolean,
  checkChoice,
  checkDistinct,
  checkStringArray,
  integerOption,
  isBytes,
  type NumberOption,
} from '../../errors/option-checks.ts';
import { valueText } from '../../errors/value-text.ts';
import type { HandshakeConfig } from '../handshake/handshake-config.ts';
import { supportedSuites } from '../handshake/session-keys.ts';
import { type ConnectionIdOptions, resolveConnectionIds } from './connection-id-options.ts';
import { certificateAuthoritiesOf } from './requested-certificates-options.ts';

/**
 * The groups of most peers, most preferred first. Others cost more (secp521r1, x448, SecP384r1MLKEM1024) or have no
 * advantage over these.
 */
const DEFAULT_GROUPS: readonly GroupName[] = ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1'];

/** See `NegotiationOptions.pathValidation`. */
export type PathValidationMode = 'enhanced' | 'basic' | 'none';

/** The parameters that the handshake negotiates, in order of preference. */
export interface NegotiationOptions {
  /**
   * Cipher suites by their IANA names. Default: the suites of the provider that IANA recommends, which are all but
   * TLS_AES_128_CCM_8_SHA256: its short tag makes forgery easier.
   */
  readonly cipherSuites?: readonly string[] | undefined;
  /**
   * Key exchange groups. Default: those of X25519MLKEM768, x25519, secp256r1 and secp384r1 that the provider has.
   */
  readonly groups?: readonly GroupName[] | undefined;
  /** Application protocols, 1 to 255 bytes of UTF-8 each; RFC 7301. Default: none, nothing is negotiated. */
  readonly alpnProtocols?: readonly string[] | undefined;
  /** SRTP protection profiles by their IANA names; RFC 5764. Default: none. */
  readonly srtpProfiles?: readonly string[] | undefined;
  /**
   * Longest plaintext of a protected record that we accept, in bytes with content type and padding: 64 to 16385. The
   * extension record_size_limit tells it to the peer, and a longer record ends the connection with record_overflow; RFC
   * 8449. It is independent of the path MTU. Default 16385, the maximum of the protocol.
   */
  readonly recordSizeLimit?: number | undefined;
  /**
   * Connection ids in records, so that a connection outlasts a change of the peer's address; RFC 9146, RFC 9147 section
   * 9. Default: none are negotiated, because each record becomes longer by the id and other observers can follow it.
   */
  readonly connectionIds?: ConnectionIdOptions | undefined;
  /**
   * How a new address of the peer is checked before anything but the check is sent to it; RFC 9853. Negotiated together
   * with connection ids. Default `enhanced`.
   *
   * - `enhanced`: the old path is checked first, so that an attacker who copies records and sends them from elsewhere
   *   does not move the connection. Where the old path is dead, a change takes up to three round trips longer.
   * - `basic`: only the new path is checked.
   * - `none`: the check is not negotiated. The connection stays on its path until the application calls `migrate`.
   */
  readonly pathValidation?: PathValidationMode | undefined;
  /**
   * The names of authorities, in DER, from which the peer should select its certificate, at most 65535 bytes; RFC 9846
   * section 4.3.4. Servers send them to clients that they ask for a certificate. They are sent unencrypted by clients,
   * and limit nothing: the application verifies the chain. Default: none are sent.
   */
  readonly certificateAuthorities?: readonly Uint8Array[] | undefined;
  /**
   * Whether the peer is asked for the OCSP response about its certificate (OCSP stapling), which the request to verify the
   * chain then has; RFC 9846 section 4.5.1.1. The response is not verified here. Default false.
   */
  readonly requestOcsp?: boolean | undefined;
  /**
   * How pre-shared keys may be used, in order of preference; RFC 9846 section 4.3.9. `psk_ke` alone has no forward secrecy:
   * whoever learns the key later can decrypt the connection. Default `psk_dhe_ke` only, which adds a key exchange.
   */
  readonly pskModes?: readonly PskModeName[] | undefined;
  /**
   * Any bytes that identify the settings under which the application authenticates peers, such as its trusted
   * authorities. A session is resumed only under equal ones. Default: empty.
   */
  readonly sessionContext?: Uint8Array | undefined;
}

/** A key exchange mode of pre-shared keys, by its IANA name. */
export type PskModeName = keyof typeof PskKeyExchangeMode;

const RECORD_SIZE_LIMIT: NumberOption = {
  min: 64,
  max: MAX_PLAINTEXT_LENGTH + 1,
  default: MAX_PLAINTEXT_LENGTH + 1,
};

/** `settings`: those of the role under which the peer is authenticated. Throws ConfigError. */
export function resolveNegotiation(
  options: NegotiationOptions,
  provider: CryptoProvider,
  settings: readonly Uint8Array[],
): HandshakeConfig {
  const { alpnProtocols, srtpProfiles, pathValidation, sessionContext = new Uint8Array(0) } = options;
  const { requestOcsp = false } = options;
  const suites = supportedSuites(provider);
  const recommended = suites.filter((suite) => CipherSuiteAttributes[suite]?.recommended);
  const { groups } = provider.capabilities;
  const usual = DEFAULT_GROUPS.filter((group) => groups.includes(group));
  checkStringArray('alpnProtocols', alpnProtocols);
  checkStringArray('srtpProfiles', srtpProfiles);
  checkBoolean('requestOcsp', requestOcsp);
  checkChoice('pathValidation', pathValidation, ['enhanced', 'basic', 'none']);
  if (!isBytes(sessionContext)) throw new ConfigError('sessionContext', 'must be bytes');
  const connectionIds = resolveConnectionIds(options.connectionIds);
  return {
    cipherSuites: chosen('cipherSuites', options.cipherSuites, suites, recommended, cipherSuiteName),
    groups: chosen('groups', options.groups, groups, usual, (group) => group),
    alpnProtocols: (alpnProtocols ?? []).map(protocolName),
    srtpProfiles: (srtpProfiles ?? []).map(protectionProfile),
    pskModes: pskModes(options.pskModes),
    certificateAuthorities: certificateAuthoritiesOf(options.certificateAuthorities),
    requestOcsp,
    sessionSettings: [sessionContext, ...settings],
    recordSizeLimit: integerOption('recordSizeLimit', options.recordSizeLimit, RECORD_SIZE_LIMIT),
    connectionIds: connectionIds !== undefined,
    returnRoutabilityCheck: connectionIds !== undefined && pathValidation !== 'none',
  };
}

/**
 * The entries of `all` that `names` lists, in the order of `names`. Those of `usual` when `names` is undefined, or all if
 * there are none.
 */
function chosen<T>(
  option: string,
  names: readonly string[] | undefined,
  all: readonly T[],
  usual: readonly T[],
  nameOf: (of: T) => string,
): readonly T[] {
  if (names === undefined) return usual.length > 0 ? usual : all;
  checkStringArray(option, names);
  if (names.length === 0) throw new ConfigError(option, 'must not be empty');
  checkDistinct(option, names);
  return names.map((name) => {
    const found = all.find((each) => nameOf(each) === name);
    if (found !== undefined) return found;
    throw new ConfigError(option, `unknown name ${valueText(name)}; known are ${all.map(nameOf).join(', ')}`);
  });
}

function pskModes(names: readonly PskModeName[] = ['psk_dhe_ke']): PskKeyExchangeMode[] {
  checkStringArray('pskModes', names);
  checkDistinct('pskModes', names);
  if (names.length === 0) throw new ConfigError('pskModes', 'must not be empty');
  return names.map((name) => {
    if (Object.hasOwn(PskKeyExchangeMode, name)) return PskKeyExchangeMode[name];
    throw new ConfigError('pskModes', `unknown name ${valueText(name)}`);
  });
}

/** RFC 7301 section 3.1. */
function protocolName(name: string): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  if (bytes.length >= 1 && bytes.length <= 255) return bytes;
  throw new ConfigError('alpnProtocols', `a name must have 1 to 255 bytes, and ${valueText(name)} has ${bytes.length}`);
}

function protectionProfile(name: string): number {
  const profile = Object.entries(SrtpProtectionProfile).find(([known]) => known === name)?.[1];
  if (profile === undefined) throw new ConfigError('srtpProfiles', `unknown name ${valueText(name)}`);
  return profile;
}
