import type { Purpose } from './certificate-rules.ts';
import type { RevocationLists } from './revocation-lists.ts';
import type { TrustAnchors } from './trust-anchors.ts';

/** What a path has to fulfil; RFC 5280 section 6.1.1. */
export interface PathPolicy {
  readonly anchors: TrustAnchors;
  /** Whose certificate it is. */
  readonly purpose: Purpose;
  /** The name or address asked for; undefined: any identity will do. */
  readonly servername: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Where there are some, every certificate of the path must be covered by one; undefined: nobody asks. */
  readonly revocationLists?: RevocationLists | undefined;
}
