/** The limits of one validation. They bound the work that a peer can cause. */
export const PATH_LIMITS = {
  /** Certificates a peer may send. Public cases send up to 36. */
  certificates: 64,
  /** Certificates on a path below its trust anchor. */
  length: 8,
  /** Signatures of certificates that are checked in a validation. No public case needs more than 7. */
  signatureChecks: 12,
  /**
   * Signatures of revocation lists that are checked in a validation. A valid one is remembered and not counted again.
   */
  listChecks: 12,
  /** Comparisons of names with name constraints on one path; a certificate can have thousands of each. */
  pathComparisons: 20_000,
  /** The same on all paths of a validation. */
  nameComparisons: 40_000,
  /** Issuers that are tried on all paths of a validation. */
  steps: 512,
} as const;

/** Counts the operations of one validation. */
export class PathWork {
  /** Certificates whose extensions and key were read. */
  certificatesParsed = 0;
  /** Signatures of certificates that were checked. */
  signatureChecks = 0;
  /** Signatures of revocation lists that were checked. */
  listChecks = 0;
  /** Comparisons of names with name constraints. */
  nameComparisons = 0;
  /** Issuers that were tried, on all paths. */
  steps = 0;
}
