// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.

/** The handshake engine has carried out a piece of work. */
export interface HandshakeDone {
  /** Position behind the last operation it carried out. */
  readonly end: number;
}
