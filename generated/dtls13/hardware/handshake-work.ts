// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.

/** Operations of the handshake that have to be carried out before the record layer may go on. */
export interface HandshakeWork {
  /** Position of the first operation in the log of the input at hand. */
  readonly first: number;
  /** Position behind the last one. */
  readonly end: number;
}
