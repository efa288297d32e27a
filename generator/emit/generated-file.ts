/** One file that the generator writes. */
export interface GeneratedFile {
  /** Relative to the project root, with forward slashes: `generated/dtls13/wire/ack.ts`. */
  readonly path: string;
  /** Final text, formatted, ending with a line feed. */
  readonly text: string;
}
