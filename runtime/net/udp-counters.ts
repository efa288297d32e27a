import { FRACTION } from '../dtls13/statistics.ts';

/** The counters of a socket. They only increase. */
export interface UdpCounters {
  datagramsReceived: number;
  bytesReceived: number;
  datagramsSent: number;
  bytesSent: number;
  /** Datagrams from UDP port 0, which cannot be answered (RFC 768): dropped. */
  unanswerable: number;
  /** ICMP errors and failed sends. */
  failures: number;
}

/** All zero. */
export function createUdpCounters(): UdpCounters {
  const counters = {
    datagramsReceived: 0,
    bytesReceived: FRACTION,
    datagramsSent: 0,
    bytesSent: FRACTION,
    unanswerable: 0,
    failures: 0,
  };
  counters.bytesReceived = 0;
  counters.bytesSent = 0;
  return counters;
}
