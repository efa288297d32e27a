import { createCounters, type Discarded, type Statistics } from '../dtls13/statistics.ts';
import { wallClock } from './clock.ts';

/**
 * The counters of one session at the time of the call. Times are in milliseconds since the Unix epoch, and undefined
 * until they happen.
 */
export interface SessionStats {
  /** When the session was created. */
  readonly createdAt: number;
  /** When the handshake was complete. */
  readonly handshakeCompletedAt: number | undefined;
  /** When `close()` was called first. */
  readonly closingAt: number | undefined;
  /** When the session ended. */
  readonly destroyedAt: number | undefined;
  /** Messages that `send()` accepted. */
  readonly messagesSent: number;
  /** Messages of the peer. */
  readonly messagesReceived: number;
  /** Bytes of the messages in `messagesSent`. */
  readonly bytesSent: number;
  /** Bytes of the messages in `messagesReceived`. */
  readonly bytesReceived: number;
  /** Messages without a receiver, dropped because `maxQueuedMessages` or `maxQueuedBytes` was reached. */
  readonly messagesDropped: number;
  /** Messages that `send()` accepted and the operating system did not send. The event `lost` reports each. */
  readonly messagesLost: number;
  /** Retransmissions of flights or of parts of them. */
  readonly retransmissions: number;
  /** Memory in use for incomplete handshake messages, in bytes. */
  readonly reassemblyBytes: number;
  /** Records that were dropped silently, by cause (RFC 9147 section 4.5.2). */
  readonly discarded: Discarded;
}

/** The counters that a session keeps itself, and those of its connection in the core. */
export class SessionCounters {
  readonly createdAt = wallClock();
  handshakeCompletedAt: number | undefined;
  closingAt: number | undefined;
  destroyedAt: number | undefined;
  messagesSent = 0;
  messagesReceived = 0;
  bytesSent = 0;
  bytesReceived = 0;
  messagesLost = 0;
  /** Live counters of the connection. */
  statistics: Statistics = noStatistics;

  stats(messagesDropped: number): SessionStats {
    const { statistics, ...own } = this;
    const { retransmissions, reassemblyBytes, discarded } = statistics;
    return { ...own, messagesDropped, retransmissions, reassemblyBytes, discarded: { ...discarded } };
  }
}

const noStatistics = createCounters();
