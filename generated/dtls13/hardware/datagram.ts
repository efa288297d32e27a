// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.

/** The payload of one UDP datagram. */
export interface Datagram {
  /** Number of the datagram at its sender, from 0. */
  readonly sequence: number;
  /** Owned by the item. */
  readonly data: Uint8Array;
}
