import type { CaptureCounters } from 'wirechart/dissect';

/** A datagram from a capture or from other input. */
export interface ShownDatagram {
  /** Milliseconds since the Unix epoch; undefined: unknown. */
  readonly time: number | undefined;
  /** `192.0.2.7:4433`; empty: unknown. */
  readonly from: string;
  readonly to: string;
  readonly payload: Uint8Array;
  /** Number of bytes after the payload that were not captured. */
  readonly missing: number;
}

/** Prints datagrams in order, and a summary at the end. */
export interface Report {
  /** The number of fields that did not decode so far. */
  readonly problems: number;
  datagram(datagram: ShownDatagram): void;
  /** Prints the summary. `capture`: the counters of the capture; undefined: the input is not a capture. */
  end(capture?: CaptureCounters): void;
}
