// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.

/** The payload of one UDP datagram on its way. */
export interface Datagram {
  /** Counts the datagrams of one sender from 0. */
  readonly sequence: number;
  /** Owned by the item. */
  readonly data: Uint8Array;
}
