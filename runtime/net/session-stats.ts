import type { Connection, EpochUse } from '../dtls13/endpoint.ts';
import { createCounters, type Discarded, FRACTION, type Statistics } from '../dtls13/statistics.ts';
import { wallClock } from './clock.ts';

/**
 * The counters of one session at the time of the call: a frozen copy, also after the end. Times are in milliseconds since the Unix epoch, and undefined
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
  /** When the last authentic record of the peer arrived; undefined: none arrived. */
  readonly lastReceivedAt: number | undefined;
  /** How often our traffic keys were updated; RFC 9147 section 8. */
  readonly keyUpdatesSent: number;
  /** How often the peer's traffic keys were updated. */
  readonly keyUpdatesReceived: number;
  /** Connection ids that we issued to the peer after the handshake; RFC 9147 section 9. */
  readonly connectionIdsIssued: number;
  /** Connection ids of ours that newer ones displaced. */
  readonly connectionIdsRetired: number;
  /** How often our records changed to another connection id of the peer. */
  readonly connectionIdChanges: number;
  /** How often the address of the peer or ours changed. */
  readonly pathChanges: number;
  /** Checks of a new address to which the peer responded there; RFC 9853. */
  readonly pathsValidated: number;
  /** Checks of a new address after which the session stayed at its address. */
  readonly pathsRejected: number;
  /** Probes of the path MTU; see `mtuDiscovery`. */
  readonly mtuProbesSent: number;
  /** Probes of the path MTU that the peer received and answered. */
  readonly mtuProbesAnswered: number;
  /** The use of the keys of each epoch, as long as they are installed. */
  readonly epochs: readonly EpochUse[];
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
  bytesSent = FRACTION;
  bytesReceived = FRACTION;
  messagesLost = 0;
  /** The connection, also after its end; undefined before there is one. */
  #connection: Connection | undefined;

  constructor() {
    this.bytesSent = 0;
    this.bytesReceived = 0;
  }

  attach(connection: Connection): void {
    this.#connection = connection;
  }

  stats(messagesDropped: number): SessionStats {
    const { statistics = noStatistics, lastReceivedAt } = this.#connection ?? {};
    return Object.freeze({
      ...this,
      messagesDropped,
      lastReceivedAt,
      keyUpdatesSent: statistics.keyUpdatesSent,
      keyUpdatesReceived: statistics.keyUpdatesReceived,
      connectionIdsIssued: statistics.connectionIdsIssued,
      connectionIdsRetired: statistics.connectionIdsRetired,
      connectionIdChanges: statistics.connectionIdChanges,
      pathChanges: statistics.pathChanges,
      pathsValidated: statistics.pathsValidated,
      pathsRejected: statistics.pathsRejected,
      mtuProbesSent: statistics.mtuProbesSent,
      mtuProbesAnswered: statistics.mtuProbesAnswered,
      epochs: Object.freeze(this.#connection?.epochs() ?? []),
      retransmissions: statistics.retransmissions,
      reassemblyBytes: statistics.reassemblyBytes,
      discarded: Object.freeze({ ...statistics.discarded }),
    });
  }
}

const noStatistics: Statistics = createCounters();
