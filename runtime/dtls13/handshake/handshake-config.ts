import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import type { GroupName } from '../../crypto/provider.ts';
import type { Certificate } from './certificate.ts';

/** What either role is ready to agree to, best first. */
export interface HandshakeConfig {
  readonly cipherSuites: readonly number[];
  readonly groups: readonly GroupName[];
  /** Bytes of protocol names; RFC 7301. Empty: the application does not negotiate. */
  readonly alpnProtocols: readonly Uint8Array[];
  /** Code points; RFC 5764. Empty: no SRTP. */
  readonly srtpProfiles: readonly number[];
}

/** What a client brings to a handshake. */
export interface ClientHandshakeConfig extends HandshakeConfig {
  /** The name of the server, where it has one. */
  readonly servername: string | undefined;
  /** The groups a share is sent for. None: the server has to say which it wants. */
  readonly keyShares: readonly GroupName[];
  /** Shown to a server that asks. */
  readonly certificate: Certificate | undefined;
}

/** What a server brings to a handshake. */
export interface ServerHandshakeConfig extends HandshakeConfig {
  readonly certificate: Certificate;
  readonly requestCertificate: 'no' | 'optional' | 'required';
}

/** The name of a group this provider can do, for a code point. */
export function groupNamed(groups: readonly GroupName[], codePoint: number): GroupName | undefined {
  return groups.find((group) => NamedGroup[group] === codePoint);
}
