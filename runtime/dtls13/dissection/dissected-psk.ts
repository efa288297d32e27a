/** The contents of a ticket of this implementation, without its key; RFC 9846 section 4.7.1. */
export interface OpenedTicket {
  /** The code point of the session's cipher suite. */
  readonly cipherSuite: number;
  /** In milliseconds since the Unix epoch. */
  readonly issued: number;
  /** Seconds from the time of issue during which it is valid. */
  readonly lifetime: number;
  /** The last handshake without a ticket, in milliseconds since the Unix epoch. */
  readonly authenticated: number;
  /** Bytes of early data that the client was promised; 0: none. */
  readonly maxEarlyData: number;
  /** Bytes of its pre-shared key, which is not part of this value. */
  readonly pskLength: number;
  /** Empty: none was negotiated. */
  readonly alpnProtocol: Uint8Array;
  /** The identity of the external key that authenticated the peers; empty: none did. */
  readonly pskIdentity: Uint8Array;
  /** Number of certificates of the client. */
  readonly certificates: number;
}

/** The ticket of a NewSessionTicket. */
export interface DissectedTicket {
  /** Undefined: no ticket key opens it. */
  readonly ticket: OpenedTicket | undefined;
}

/** Where the key of an identity comes from. */
export type PskSource = 'ticket' | 'session' | 'external' | 'imported';

/** The result of the verification of a binder; RFC 9846 section 4.3.11.2. */
export type BinderResult =
  | 'verified'
  /** The client has another key, or the ClientHello was changed. */
  | 'wrong'
  /** The key of the identity is not known. */
  | 'noKey'
  /** It covers a first ClientHello or a HelloRetryRequest that the capture does not contain. */
  | 'noHelloRetryRequest';

/** A pre-shared key that a ClientHello offers. */
export interface DissectedPsk {
  /** Index of its identity in the ClientHello. */
  readonly index: number;
  /** Undefined: the key is not known. */
  readonly source: PskSource | undefined;
  /** Undefined: the identity is not a ticket that a ticket key opens. */
  readonly ticket: OpenedTicket | undefined;
  readonly binder: BinderResult;
}
