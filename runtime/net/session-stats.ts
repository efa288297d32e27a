import type { Discarded } from '../dtls13/statistics.ts';

/**
 * The counters of one session when they were asked for. Times are in milliseconds since the Unix epoch, and undefined
 * until they happen.
 */
export interface SessionStats {
  readonly createdAt: number;
  readonly handshakeCompletedAt: number | undefined;
  readonly closingAt: number | undefined;
  readonly destroyedAt: number | undefined;
  readonly messagesSent: number;
  readonly messagesReceived: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Messages that no listener took and no iterator read before `maxQueuedMessages` or `maxQueuedBytes` was reached. */
  readonly messagesDropped: number;
  /** Messages that `send()` took and the operating system then refused. Each is told by `lost`. */
  readonly messagesLost: number;
  /** Flights, or parts of them, that were sent again. */
  readonly retransmissions: number;
  /** Memory held now for messages of the handshake protocol that are not complete, in bytes. */
  readonly reassemblyBytes: number;
  /** Records that were dropped without a word, by cause (RFC 9147 section 4.5.2). */
  readonly discarded: Discarded;
}
