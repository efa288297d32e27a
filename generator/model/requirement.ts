import type { SourceFile } from '../diagnostics/source-file.ts';

/** Key words of RFC 2119 by the level that they count as. `IMPLIED`: a duty that the text states without a key word. */
export const KEYWORDS = {
  must: ['MUST', 'MUST NOT', 'SHALL', 'SHALL NOT', 'REQUIRED', 'IMPLIED'],
  should: ['SHOULD', 'SHOULD NOT', 'RECOMMENDED', 'NOT RECOMMENDED'],
  may: ['MAY', 'OPTIONAL'],
} as const;

/** How strong a duty is. */
export type RequirementLevel = keyof typeof KEYWORDS;

/** Whether a requirement is met: by tests, not, or not a duty of this protocol. */
export type RequirementStatus =
  | { readonly kind: 'done'; readonly tests: readonly string[] }
  | { readonly kind: 'leftOut'; readonly reason: string }
  | { readonly kind: 'notApplicable'; readonly reason: string };

/** One duty that a document puts on an endpoint. */
export interface Requirement {
  /** Unique in the protocol: `9147-4.2.1-3`. */
  readonly id: string;
  /** The document as its file names it: `RFC 9147`. */
  readonly document: string;
  /** Of the document: `4.2.1`, `B`. */
  readonly section: string;
  readonly level: RequirementLevel;
  /** The word of the document that gives the level. */
  readonly keyword: string;
  /** Who has the duty: `client`, `server`, `sender`, `receiver`, `both`. */
  readonly who: string;
  /** The duty, paraphrased; prohibitions include the negation. */
  readonly text: string;
  readonly status: RequirementStatus;
}

/** The requirements of one file. */
export interface RequirementFile {
  readonly file: SourceFile;
  readonly requirements: readonly Requirement[];
}
