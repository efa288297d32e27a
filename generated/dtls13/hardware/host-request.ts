// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.

/** A request of the host software to the stack. */
export interface HostRequest {
  /**
   * Index into the descriptors of the host software: start, send, early data, response, update of the keys, migration,
   * request for the client's certificate, close.
   */
  readonly descriptor: number;
}
