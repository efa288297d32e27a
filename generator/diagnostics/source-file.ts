/** A spec as read. Offsets of diagnostics are offsets into `text`. */
export interface SourceFile {
  /** Relative to the project root, with forward slashes: `spec/dtls13/wire/ack.ksy`. */
  readonly path: string;
  readonly text: string;
}
