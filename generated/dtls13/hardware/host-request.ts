// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.

/** The host wants something of the stack. */
export interface HostRequest {
  /** Index into the host's list of descriptors: start, send, answer, close. */
  readonly descriptor: number;
}
