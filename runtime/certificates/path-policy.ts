import type { Purpose } from './certificate-rules.ts';
import type { RevocationLists } from './revocation-lists.ts';
import type { TrustAnchors } from './trust-anchors.ts';

/** The requirements on a path; RFC 5280 section 6.1.1. */
export interface PathPolicy {
  readonly anchors: TrustAnchors;
  /** Whose certificate it is. */
  readonly purpose: Purpose;
  /** The requested name or address; undefined: any identity is accepted. */
  readonly servername: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Every certificate of the path must be covered by one of these lists; undefined: revocation is not checked. */
  readonly revocationLists?: RevocationLists | undefined;
}
