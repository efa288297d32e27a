import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import type { PskKeyExchangeMode } from '../../../generated/dtls13/registries/psk-key-exchange-mode.ts';
import type { GroupName, HashName } from '../../crypto/provider.ts';
import type { Certificate } from './certificate.ts';
import type { OidFilter } from './oid-filters.ts';
import type { Session } from './psk/session.ts';

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
  /** How pre-shared keys may be used; RFC 9846 section 4.3.9. */
  readonly pskModes: readonly PskKeyExchangeMode[];
  /** The names of authorities whose certificates the peer should use, in DER; RFC 9846 section 4.3.4. Empty: any. */
  readonly certificateAuthorities: readonly Uint8Array[];
  /** Whether the peer is asked for the OCSP response about its certificate; RFC 9846 section 4.5.1.1. */
  readonly requestOcsp: boolean;
  /** The settings under which the peer is authenticated: sessions are resumed only under the same ones. */
  readonly sessionSettings: readonly Uint8Array[];
}

/** An external pre-shared key of a client; RFC 9846 section 2.2. */
export interface ClientExternalPsk {
  readonly identity: Uint8Array;
  readonly key: Uint8Array;
  readonly hash: HashName;
  /** The key is imported with this context; RFC 9258. Undefined: it is used as it is. */
  readonly importContext: Uint8Array | undefined;
}

/** The configuration of a client's handshake. */
export interface ClientHandshakeConfig extends HandshakeConfig {
  /** The name of the server; undefined: it has none. */
  readonly servername: string | undefined;
  /** The groups with a key share. Empty: the server selects a group with a HelloRetryRequest. */
  readonly keyShares: readonly GroupName[];
  /** The certificates for a server that requests one. */
  readonly certificates: readonly Certificate[];
  /** The session to resume. */
  readonly session: Session | undefined;
  readonly psks: readonly ClientExternalPsk[];
  /** Whether a server without a pre-shared key is refused. */
  readonly pskRequired: boolean;
  /** Whether the server may request a certificate after the handshake; RFC 9846 section 4.3.6. */
  readonly postHandshakeAuth: boolean;
  /** Whether the server may send tickets, which are reported as sessions. */
  readonly sessions: boolean;
  /** Whether early data is offered with the session. */
  readonly earlyData: boolean;
}

/** The configuration of a server's handshake. */
export interface ServerHandshakeConfig extends HandshakeConfig {
  /** None: only clients with a pre-shared key are accepted. */
  readonly certificates: readonly Certificate[];
  /** Whether tickets are accepted. */
  readonly tickets: boolean;
  /** Whether the application may know the keys of other identities. */
  readonly externalPsks: boolean;
  /** Bytes of early data that are accepted with a ticket; 0: none. RFC 9846 section 4.3.10. */
  readonly maxEarlyData: number;
  readonly requestCertificate: 'no' | 'optional' | 'required';
  /** The extensions that client certificates must have; RFC 9846 section 4.3.5. */
  readonly oidFilters: readonly OidFilter[];
}

/** The name of the group with this code point, if it is in `groups`. */
export function groupNamed(groups: readonly GroupName[], codePoint: number): GroupName | undefined {
  return groups.find((group) => NamedGroup[group] === codePoint);
}
