import type { Listener } from '../dtls13/endpoint.ts';
import type { BufferStatistics } from '../dtls13/index.ts';
import type { Discarded } from '../dtls13/statistics.ts';
import { wallClock } from './clock.ts';
import type { Driver } from './driver.ts';
import type { UdpCounters } from './udp-counters.ts';

/**
 * The counters of an endpoint at the time of the call: a frozen copy, also after the end. Times are in milliseconds since
 * the Unix epoch.
 */
export interface EndpointStats {
  /** When the endpoint was created. */
  readonly createdAt: number;
  /** When the endpoint ended. */
  readonly destroyedAt: number | undefined;
  /** Datagrams of any sender. */
  readonly datagramsReceived: number;
  /** Datagrams that the operating system accepted. */
  readonly datagramsSent: number;
  /** Bytes of UDP payload in the datagrams of `datagramsReceived`. */
  readonly bytesReceived: number;
  /** Bytes of UDP payload in the datagrams of `datagramsSent`. */
  readonly bytesSent: number;
  /** Datagrams not sent because too many waited for the operating system. */
  readonly datagramsDropped: number;
  /** Datagrams from new addresses while the endpoint was closing or its table of addresses was full. */
  readonly datagramsRefused: number;
  /** Datagrams from UDP port 0, which cannot be answered. They are dropped unread. */
  readonly datagramsUnanswerable: number;
  /** Failed sends of datagrams that were too long for their path. Later datagrams on that path are shorter. */
  readonly datagramsTooLong: number;
  /** ICMP errors and failed sends. None of them stops the endpoint. */
  readonly networkFailures: number;
  /**
   * Unexpected exceptions of this library or its provider, and exceptions of `onBatch` and of listeners of `batch` and `drain`, each reported by
   * `internalerror`. None stops the endpoint.
   */
  readonly internalErrors: number;
  /** Handshakes that were completed. */
  readonly sessionsOpened: number;
  /** Failed handshakes that had a connection. */
  readonly handshakesFailed: number;
  /** Messages of connections without a session that arrived while the endpoint had no `onBatch`. */
  readonly messagesDropped: number;
  /** HelloRetryRequests that were sent, for a cookie or for another key share. */
  readonly helloRetryRequests: number;
  /** Handshakes whose early data was accepted. */
  readonly earlyDataAccepted: number;
  /** ClientHellos that were refused with an alert before there was state for the client. */
  readonly hellosRefused: number;
  /** Unfinished handshakes that were evicted for others, because `maxHandshakes` was reached. */
  readonly handshakesEvicted: number;
  /** Sessions that were evicted for others, because `maxSessions` was reached. */
  readonly sessionsEvicted: number;
  /** How often the address of a client changed, over all sessions, ended ones included. */
  readonly pathChanges: number;
  /** Checks of a new address of a client after which its session stayed at the old one; RFC 9853. */
  readonly pathsRejected: number;
  /** Memory in use for incomplete handshake messages of all sessions, in bytes. */
  readonly reassemblyBytes: number;
  /** The counters of the memory that all sessions share; see the option `buffers`. */
  readonly buffers: BufferStatistics;
  /** Retransmissions of flights or of parts of them, over all sessions, ended ones included. */
  readonly retransmissions: number;
  /** Records that were dropped silently, by cause (RFC 9147 section 4.5.2), over all sessions, ended ones included. */
  readonly discarded: Discarded;
}

/** The counters that an endpoint keeps itself, and those of its socket, its driver and the core. */
export class EndpointCounters {
  readonly createdAt = wallClock();
  destroyedAt: number | undefined;
  datagramsRefused = 0;
  internalErrors = 0;
  sessionsOpened = 0;
  handshakesFailed = 0;
  messagesDropped = 0;

  stats(udp: UdpCounters, driver: Driver, { statistics, bufferStatistics }: Listener): EndpointStats {
    return Object.freeze({
      ...this,
      datagramsReceived: udp.datagramsReceived,
      datagramsSent: udp.datagramsSent,
      bytesReceived: udp.bytesReceived,
      bytesSent: udp.bytesSent,
      datagramsDropped: driver.dropped,
      datagramsUnanswerable: udp.unanswerable,
      datagramsTooLong: driver.tooLong,
      networkFailures: udp.failures,
      helloRetryRequests: statistics.helloRetryRequests,
      earlyDataAccepted: statistics.earlyDataAccepted,
      hellosRefused: statistics.hellosRefused,
      handshakesEvicted: statistics.handshakesEvicted,
      sessionsEvicted: statistics.sessionsEvicted,
      pathChanges: statistics.pathChanges,
      pathsRejected: statistics.pathsRejected,
      reassemblyBytes: statistics.reassemblyBytes,
      buffers: Object.freeze(bufferStatistics),
      retransmissions: statistics.retransmissions,
      discarded: Object.freeze({ ...statistics.discarded }),
    });
  }
}
