import type { EarlyDataResult } from '../dtls13/endpoint.ts';

/** The negotiated parameters of a handshake. */
export interface HandshakeResult {
  /** `DTLSv1.3` */
  readonly protocol: string;
  /** IANA name: `TLS_AES_128_GCM_SHA256`. */
  readonly cipherSuite: string;
  /** IANA name: `x25519`; undefined where there was no key exchange, only a pre-shared key. */
  readonly group: string | undefined;
  /** Whether a session was resumed with a ticket: the peer sent no certificate, and its earlier one was verified again. */
  readonly resumed: boolean;
  /**
   * The identity of the external pre-shared key that authenticated both sides, now or in the session that was resumed;
   * undefined where none did.
   */
  readonly pskIdentity: Uint8Array | undefined;
  /** Whether there was a HelloRetryRequest, for a cookie or for another key share. */
  readonly helloRetry: boolean;
  /** The application protocol (ALPN); undefined where none was negotiated. */
  readonly alpnProtocol: string | undefined;
  /** IANA name of the SRTP protection profile; undefined where none was negotiated. */
  readonly srtpProfile: string | undefined;
  /** IANA name of the peer's signature scheme; undefined where it sent no certificate. */
  readonly peerSignatureScheme: string | undefined;
  /**
   * The decision about early data; undefined where none was offered, or where a HelloRetryRequest made this server forget
   * it. On a client: `messages` is the number of messages that were sent, from the start of the option `earlyData`. If
   * they were accepted, the network may have lost some; otherwise the server has discarded all of them. With the option,
   * it is defined in any case.
   */
  readonly earlyData: EarlyDataResult | undefined;
  /** Duration from the first flight to the last, in milliseconds. */
  readonly elapsed: number;
}

/** The result of one session, whose parts the application may change, from what several sessions share. */
export function ownResult(shared: HandshakeResult, elapsed: number): HandshakeResult {
  const { pskIdentity, earlyData } = shared;
  return {
    ...shared,
    pskIdentity: pskIdentity && new Uint8Array(pskIdentity),
    earlyData: earlyData && { ...earlyData },
    elapsed,
  };
}
