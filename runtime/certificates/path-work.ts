/** What one decision may cost at most; a peer can send whatever it likes. */
export const PATH_LIMITS = {
  /** Certificates a peer may send. Public cases send up to 36. */
  certificates: 64,
  /** Certificates on a path below its trust anchor. */
  length: 8,
  /** Signatures of certificates in a decision. No public case takes more than 7. */
  signatureChecks: 12,
  /** Signatures of revocation lists in a decision. Each list is checked once; those found good are remembered. */
  listChecks: 12,
  /** Names held against name constraints on one path; a certificate can hold thousands of each. */
  pathComparisons: 20_000,
  /** The same in a decision, whichever paths they are on. */
  nameComparisons: 40_000,
  /** Issuers that are tried on all paths of a decision. */
  steps: 512,
} as const;

/** What one decision has cost so far. */
export class PathWork {
  /** Certificates whose extensions and key were read. */
  certificatesParsed = 0;
  /** Signatures of certificates. */
  signatureChecks = 0;
  /** Signatures of revocation lists. */
  listChecks = 0;
  /** Names held against name constraints. */
  nameComparisons = 0;
  /** Issuers that were tried, on all paths. */
  steps = 0;
}
