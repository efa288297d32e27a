// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.

/** Operations of the handshake. The record layer waits until they are done. */
export interface HandshakeWork {
  /** Index of the first operation in the log of the current input. */
  readonly first: number;
  /** Index after the last operation. */
  readonly end: number;
}
