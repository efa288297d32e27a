// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.

/** The payload of one UDP datagram. */
export interface Datagram {
  /** Number of the datagram at its sender, from 0. */
  readonly sequence: number;
  /** Number of the client's address, from 0. The client uses another one when it migrates. */
  readonly path: number;
  /** Owned by the item. */
  readonly data: Uint8Array;
}
