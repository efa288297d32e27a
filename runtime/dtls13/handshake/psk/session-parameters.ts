import type { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';

/** What the tickets of a connection resume; RFC 9846 section 4.7.1. */
export interface SessionParameters {
  readonly cipherSuite: CipherSuite;
  /** When the peers were last authenticated by something other than a ticket, in milliseconds since the Unix epoch. */
  readonly authenticated: number;
  /** They were authenticated by a ticket this time. */
  readonly resumed: boolean;
  /** When the peer's certificate expires, in milliseconds since the Unix epoch; Infinity: not known, or it has none. */
  readonly notAfter: number;
  /** The peer's certificates in DER, end entity first. Empty: it presented none. */
  readonly chain: readonly Uint8Array[];
  /** The identity of the external key that authenticated the peers, now or in the session; empty: none did. */
  readonly pskIdentity: Uint8Array;
  /** Empty: none was negotiated. */
  readonly alpnProtocol: Uint8Array;
}
