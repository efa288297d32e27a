/** A spec as it was read. Every complaint about it points into `text`. */
export interface SourceFile {
  /** Relative to the project root, with forward slashes: `spec/dtls13/wire/ack.ksy`. */
  readonly path: string;
  readonly text: string;
}
