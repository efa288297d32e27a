import type { CaptureCounters } from 'wirechart/dissect';

/** A datagram as it comes from a capture, or from digits. */
export interface ShownDatagram {
  /** Milliseconds since the Unix epoch; undefined: nobody knows. */
  readonly time: number | undefined;
  /** `192.0.2.7:4433`; empty where nobody knows. */
  readonly from: string;
  readonly to: string;
  readonly payload: Uint8Array;
  /** Bytes behind the payload that were not captured. */
  readonly missing: number;
}

/** Prints datagrams as they come, and at the end what they were. */
export interface Report {
  /** Places that are not as the specs have them, so far. */
  readonly problems: number;
  datagram(datagram: ShownDatagram): void;
  /** `capture`: what became of its packets; undefined: there was none. */
  end(capture?: CaptureCounters): void;
}
