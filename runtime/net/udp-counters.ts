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
  return { datagramsReceived: 0, bytesReceived: 0, datagramsSent: 0, bytesSent: 0, unanswerable: 0, failures: 0 };
}
