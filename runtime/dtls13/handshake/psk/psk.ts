import type { PskKind } from '../../../crypto/key-schedule.ts';
import type { HashName } from '../../../crypto/provider.ts';

/** A pre-shared key as both sides of a handshake use it; RFC 9846 section 2.2. */
export interface Psk {
  readonly kind: PskKind;
  /** The key of the key schedule: that of a ticket, an external one, or an imported one. */
  readonly key: Uint8Array;
  /** The hash of the cipher suites that the key can be used with. */
  readonly hash: HashName;
  /** The identity of an external key, also of an imported one; undefined: the key is that of a ticket. */
  readonly externalIdentity: Uint8Array | undefined;
}
