/**
 * The counters of an endpoint. They only grow, except `reassemblyBytes`. Discarded input is counted by cause and not
 * reported otherwise.
 */
export interface Statistics {
  /** Datagrams, of unknown clients too. */
  readonly datagramsReceived: number;
  /** Datagrams that were committed to the sink. */
  readonly datagramsSent: number;
  /** Bytes of UDP payload in the datagrams of `datagramsReceived`. */
  readonly bytesReceived: number;
  /** Bytes of UDP payload in the datagrams of `datagramsSent`. */
  readonly bytesSent: number;
  /** Records that passed all checks. */
  readonly recordsReceived: number;
  /** Records, protected or not. */
  readonly recordsSent: number;
  /** Retransmissions of a flight or of a part of one. */
  readonly retransmissions: number;
  /** Updates of our traffic keys that the peer acknowledged; RFC 9147 section 8. */
  readonly keyUpdatesSent: number;
  /** Updates of the peer's traffic keys. */
  readonly keyUpdatesReceived: number;
  /** Connection ids that we issued to the peer after the handshake; RFC 9147 section 9. */
  readonly connectionIdsIssued: number;
  /** Connection ids of ours that newer ones displaced: records with them are not accepted any more. */
  readonly connectionIdsRetired: number;
  /** How often our records changed to another connection id of the peer. */
  readonly connectionIdChanges: number;
  /** How often the path to which we send changed, because of the peer or because of us. */
  readonly pathChanges: number;
  /** Checks of a new path to which the peer responded there; RFC 9853. */
  readonly pathsValidated: number;
  /** Checks of a new path after which the connection stayed on its path. */
  readonly pathsRejected: number;
  /** Probes of the path MTU; see `mtuDiscovery`. */
  readonly mtuProbesSent: number;
  /** Probes of the path MTU that the peer received and answered. */
  readonly mtuProbesAnswered: number;
  /** HelloRetryRequests that a server sent: each costs the client one round trip, and the server retains nothing. */
  readonly helloRetryRequests: number;
  /** ClientHellos that a server rejected with an alert before a connection existed. */
  readonly hellosRefused: number;
  /** Unfinished handshakes that were evicted for another, because `maxHandshakes` was reached. */
  readonly handshakesEvicted: number;
  /** Sessions that were evicted for another, because `maxConnections` was reached. */
  readonly sessionsEvicted: number;
  /** Responses of the application to requests that were not open: unknown, answered before, or too late. */
  readonly responsesIgnored: number;
  /** Handshakes whose early data was accepted; RFC 9846 section 2.3. */
  readonly earlyDataAccepted: number;
  /** Current memory for incomplete handshake messages, in bytes. */
  readonly reassemblyBytes: number;
  /** Input that was dropped silently, by cause. */
  readonly discarded: Discarded;
}

/** Causes of silently discarded input; RFC 9147 section 4.5.2. */
export interface Discarded {
  /** Not a DTLS record, or a header with a wrong length. */
  readonly malformed: number;
  /** Datagrams, or what followed a ClientHello in one, that belong to no connection and cannot start one. */
  readonly unassociated: number;
  /** Protected under an epoch whose keys are not installed. */
  readonly unknownEpoch: number;
  /** With a connection id that is not ours. The rest of the datagram was dropped too. */
  readonly unexpectedConnectionId: number;
  /** Without the connection id that was negotiated. */
  readonly missingConnectionId: number;
  /** Received before, or older than the replay window. */
  readonly replayed: number;
  /** The AEAD rejected it. */
  readonly unauthentic: number;
  /** A content type that is not allowed in its epoch. */
  readonly unexpectedContent: number;
  /** Handshake fragments that contradict earlier ones, are too far ahead or too large. */
  readonly unusableFragment: number;
  /** Incomplete ClientHellos whose memory newer ones needed. */
  readonly partialHello: number;
  /** A fragmented ClientHello that is longer than `maxHelloSize`. */
  readonly oversizedHello: number;
  /** A ClientHello that could lead to a connection, when the limits allowed no more from its prefix. */
  readonly noRoom: number;
  /** A ClientHello without a response, because the queue of responses was full. */
  readonly unanswered: number;
  /** Unprotected alerts and ACKs, which any sender can forge. */
  readonly unprotected: number;
  /** Messages of early data that were rejected, or that arrived when too many waited for the decision. */
  readonly earlyData: number;
  /** Input after the end of the connection. */
  readonly afterClose: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends number ? number : Mutable<T[K]> };

/** The mutable form, for the parts that count. */
export type Counters = Mutable<Statistics>;

/**
 * The first value of a counter of bytes, which passes 2^31: a field that begins with a fraction holds doubles, so that the engine
 * need not replace the layout of its object later, and all code that was optimised for it.
 */
export const FRACTION = 0.5;

/** All counters at zero. */
export function createCounters(): Counters {
  const counters = {
    datagramsReceived: 0,
    datagramsSent: 0,
    bytesReceived: FRACTION,
    bytesSent: FRACTION,
    recordsReceived: 0,
    recordsSent: 0,
    retransmissions: 0,
    keyUpdatesSent: 0,
    keyUpdatesReceived: 0,
    connectionIdsIssued: 0,
    connectionIdsRetired: 0,
    connectionIdChanges: 0,
    pathChanges: 0,
    pathsValidated: 0,
    pathsRejected: 0,
    mtuProbesSent: 0,
    mtuProbesAnswered: 0,
    helloRetryRequests: 0,
    hellosRefused: 0,
    handshakesEvicted: 0,
    sessionsEvicted: 0,
    responsesIgnored: 0,
    earlyDataAccepted: 0,
    reassemblyBytes: 0,
    discarded: {
      malformed: 0,
      unassociated: 0,
      unknownEpoch: 0,
      unexpectedConnectionId: 0,
      missingConnectionId: 0,
      replayed: 0,
      unauthentic: 0,
      unexpectedContent: 0,
      unusableFragment: 0,
      partialHello: 0,
      oversizedHello: 0,
      noRoom: 0,
      unanswered: 0,
      unprotected: 0,
      earlyData: 0,
      afterClose: 0,
    },
  };
  counters.bytesReceived = 0;
  counters.bytesSent = 0;
  return counters;
}

/** Adds `other` to `sum`. */
export function addCounters(sum: Counters, other: Statistics): void {
  const { discarded, ...counts } = other;
  for (const [name, value] of Object.entries(counts)) sum[name as keyof typeof counts] += value;
  for (const [cause, value] of Object.entries(discarded)) sum.discarded[cause as keyof Discarded] += value;
}
