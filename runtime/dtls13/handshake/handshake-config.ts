import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import type { GroupName } from '../../crypto/provider.ts';
import type { Certificate } from './certificate.ts';

/** The parameters that either role accepts, most preferred first. */
export interface HandshakeConfig {
  readonly cipherSuites: readonly number[];
  readonly groups: readonly GroupName[];
  /** Protocol names as bytes; RFC 7301. Empty: no negotiation. */
  readonly alpnProtocols: readonly Uint8Array[];
  /** Code points; RFC 5764. Empty: no SRTP. */
  readonly srtpProfiles: readonly number[];
  /** Our record_size_limit; RFC 8449 section 4. */
  readonly recordSizeLimit: number;
  /** Whether connection ids are negotiated; RFC 9146 section 3. */
  readonly connectionIds: boolean;
  /** Whether the return routability check is negotiated with them; RFC 9853 section 3. */
  readonly returnRoutabilityCheck: boolean;
}

/** The configuration of a client's handshake. */
export interface ClientHandshakeConfig extends HandshakeConfig {
  /** The name of the server; undefined: it has none. */
  readonly servername: string | undefined;
  /** The groups with a key share. Empty: the server selects a group with a HelloRetryRequest. */
  readonly keyShares: readonly GroupName[];
  /** The certificates for a server that requests one. */
  readonly certificates: readonly Certificate[];
}

/** The configuration of a server's handshake. */
export interface ServerHandshakeConfig extends HandshakeConfig {
  /** At least one. */
  readonly certificates: readonly Certificate[];
  readonly requestCertificate: 'no' | 'optional' | 'required';
}

/** The name of the group with this code point, if it is in `groups`. */
export function groupNamed(groups: readonly GroupName[], codePoint: number): GroupName | undefined {
  return groups.find((group) => NamedGroup[group] === codePoint);
}
