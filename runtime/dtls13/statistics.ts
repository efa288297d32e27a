/** What an endpoint counted. Numbers only grow, but for `reassemblyBytes`; discarded input is counted by cause and never reported otherwise. */
export interface Statistics {
  readonly datagramsReceived: number;
  readonly datagramsSent: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Records that passed all checks. */
  readonly recordsReceived: number;
  readonly recordsSent: number;
  /** Flights or parts of flights sent again. */
  readonly retransmissions: number;
  /** HelloRetryRequests that a server sent: each costs a client one round trip, and the server nothing it keeps. */
  readonly helloRetryRequests: number;
  /** ClientHellos that a server refused with an alert before there was a connection. */
  readonly hellosRefused: number;
  /** Unfinished handshakes that gave way to others, because `maxHandshakes` was reached. */
  readonly handshakesEvicted: number;
  /** Sessions that gave way to others, because as many as may be kept were there. */
  readonly sessionsEvicted: number;
  /** Memory held now for handshake messages that are not complete, in bytes. */
  readonly reassemblyBytes: number;
  readonly discarded: Discarded;
}

/** Why input was dropped without a word; RFC 9147 section 4.5.2. */
export interface Discarded {
  /** Not a DTLS record, or a header that lies about its length. */
  readonly malformed: number;
  /** Datagrams that belong to no connection and cannot start one. */
  readonly unassociated: number;
  /** Protected under an epoch without keys here. */
  readonly unknownEpoch: number;
  /** Carries a connection id, none was agreed. */
  readonly unexpectedConnectionId: number;
  /** Seen already, or too old to tell. */
  readonly replayed: number;
  /** The AEAD refused it. */
  readonly unauthentic: number;
  /** A content type that has no business in that epoch. */
  readonly unexpectedContent: number;
  /** Handshake fragments that contradict earlier ones, are too far ahead or too large. */
  readonly unusableFragment: number;
  /** Parts of a ClientHello, given up before it was complete because newer ones needed the room. */
  readonly partialHello: number;
  /** A ClientHello in parts that is longer than `maxHelloSize`. */
  readonly oversizedHello: number;
  /** A ClientHello that could have led to a connection, when there was no room for one more from its prefix. */
  readonly noRoom: number;
  /** A ClientHello that got no answer, because too many answers were waiting to be sent. */
  readonly unanswered: number;
  /** Unprotected alerts and ACKs, which anybody could have sent. */
  readonly unprotected: number;
  /** Anything after the connection ended. */
  readonly afterClose: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends number ? number : Mutable<T[K]> };

/** The same, for those who count. */
export type Counters = Mutable<Statistics>;

/** All zero. */
export function createCounters(): Counters {
  return {
    datagramsReceived: 0,
    datagramsSent: 0,
    bytesReceived: 0,
    bytesSent: 0,
    recordsReceived: 0,
    recordsSent: 0,
    retransmissions: 0,
    helloRetryRequests: 0,
    hellosRefused: 0,
    handshakesEvicted: 0,
    sessionsEvicted: 0,
    reassemblyBytes: 0,
    discarded: {
      malformed: 0,
      unassociated: 0,
      unknownEpoch: 0,
      unexpectedConnectionId: 0,
      replayed: 0,
      unauthentic: 0,
      unexpectedContent: 0,
      unusableFragment: 0,
      partialHello: 0,
      oversizedHello: 0,
      noRoom: 0,
      unanswered: 0,
      unprotected: 0,
      afterClose: 0,
    },
  };
}

/** Adds `other` to `sum`. */
export function addCounters(sum: Counters, other: Statistics): void {
  const { discarded, ...counts } = other;
  for (const [name, value] of Object.entries(counts)) sum[name as keyof typeof counts] += value;
  for (const [cause, value] of Object.entries(discarded)) sum.discarded[cause as keyof Discarded] += value;
}
