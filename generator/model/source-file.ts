/** A spec as it was read. Every complaint about it points into `text`. */
export interface SourceFile {
  /** Relative to the project root, with forward slashes: `spec/dtls13/wire/ack.ksy`. */
  readonly path: string;
  readonly text: string;
}

/** One file the generator wants written. */
export interface GeneratedFile {
  /** Relative to the project root, with forward slashes: `generated/dtls13/wire/ack.ts`. */
  readonly path: string;
  /** Final text, formatted, ending with a line feed. */
  readonly text: string;
}
