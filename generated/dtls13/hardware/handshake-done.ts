// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.

/** The handshake engine has performed the operations of one request. */
export interface HandshakeDone {
  /** Index after the last operation. */
  readonly end: number;
}
