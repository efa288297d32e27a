import type { CertificateAlert } from '../errors/certificate-error.ts';
import type { WirechartError } from '../errors/wirechart-error.ts';
import type { Statistics } from './statistics.ts';

/**
 * The contract between the sans-IO core and its hosts (sockets, simulated network, hardware model).
 *
 * One law: after every input call `poll` until it returns false, then arm a timer for `nextDeadline()`.
 * Every `now` is fractional milliseconds and never decreases. It begins at the Unix epoch, give or take by how much the
 * date was set since the host started: the date itself comes from `ListenerOptions.wallClock`.
 */

/**
 * Datagrams that arrived, as slices of one slab. Records are decrypted in place, and `message` events are views into
 * the slab: it is borrowed until the `poll` that returns false.
 */
export interface DatagramBatch {
  readonly slab: Uint8Array;
  readonly at: Int32Array;
  readonly length: Int32Array;
  /** The host's small number for a pair of local socket and remote address. */
  readonly path: Int32Array;
  readonly count: number;
}

/** What an endpoint may ask its host at any time. */
export interface PathResolver {
  /**
   * Canonical bytes of the remote address behind a path: address and port, one form each. Addresses that share their
   * first 40 bytes also share the room for ClientHellos in several datagrams.
   */
  address(path: number): Uint8Array;
  /**
   * A listener refused a ClientHello from a path with an alert and keeps nothing of it. Called from inside
   * `handleDatagrams`: it may not call the endpoint.
   */
  refused?(path: number, error: WirechartError): void;
}

/** Something only the application can decide. The endpoint goes on receiving while it is open. */
export type ApplicationRequest = {
  readonly kind: 'chain';
  /** Unique within the endpoint the host drives; the answer repeats it. */
  readonly id: number;
  /** Whose chain it is. */
  readonly subject: 'client' | 'server';
  /** The peer's certificates in DER, end entity first. Owned by the host. */
  readonly chain: readonly Uint8Array[];
  /** The name the peer was asked for, where there is one. */
  readonly servername: string | undefined;
  /** When the handshake times out, in the time of `now`: an answer after that has no effect. */
  readonly deadline: number;
};

/** The host's decision. An answer to a question that is no longer open is ignored. */
export type ApplicationResponse =
  | {
      readonly id: number;
      readonly accept: true;
      /** SubjectPublicKeyInfo (DER) of the end-entity certificate. */
      readonly publicKey: Uint8Array;
    }
  | {
      readonly id: number;
      readonly accept: false;
      /** Name of the alert to send; RFC 9846 section 6.2. */
      readonly alert: CertificateAlert;
      readonly error: WirechartError;
    };

/** What happened to a connection. Objects and views are valid for the call; copy what must stay. */
export type ConnectionEvent =
  /** The peer is authenticated and application data flows under keys only it knows. */
  | {
      readonly kind: 'secure';
      readonly protocol: 'DTLSv1.3';
      readonly cipherSuite: string;
      readonly group: string;
      /** What the peer signed with; undefined when it showed no certificate. */
      readonly peerSignatureScheme: string | undefined;
      /** It took a HelloRetryRequest, for a cookie or for another key share. */
      readonly helloRetry: boolean;
      /** What the application will speak; RFC 7301. */
      readonly alpnProtocol: string | undefined;
      /** The name the client asked for; RFC 6066 section 3. */
      readonly servername: string | undefined;
      /** The SRTP protection profile that was agreed; RFC 5764. */
      readonly srtpProfile: string | undefined;
      /** Milliseconds since the first flight. */
      readonly elapsed: number;
    }
  /** One application datagram; `data` is a view into the batch. */
  | { readonly kind: 'message'; readonly data: Uint8Array }
  /** The peer has closed its side and sends nothing more; what we send still goes out. Only with `allowHalfOpen`. */
  | { readonly kind: 'peerClosed' }
  /** close_notify went both ways, or the connection was given up quietly. Nothing follows. */
  | { readonly kind: 'closed' }
  /** Fatal: an alert went out or came in, or the peer stayed silent. Nothing follows. */
  | { readonly kind: 'error'; readonly error: WirechartError }
  /** A traffic secret, in the terms of SSLKEYLOGFILE. Only when asked for by option. */
  | {
      readonly kind: 'keylog';
      readonly label: string;
      readonly clientRandom: Uint8Array;
      readonly secret: Uint8Array;
    }
  /** A chart took an edge. Only when asked for by option. */
  | {
      readonly kind: 'transition';
      /** Machine id, as in the chart. */
      readonly machine: string;
      /** Index into that machine's generated edge table. */
      readonly edge: number;
    };

/**
 * Where output goes. Implemented by the host, called only from inside `poll`. `event` and `ask` may call anything of
 * the core; `reserve` and `commit` may not, as a datagram is being written around them.
 */
export interface OutputSink {
  /** A slice of exactly `size` bytes for one datagram to `path`, or undefined when full: `poll` then returns true. */
  reserve(path: number, size: number): Uint8Array | undefined;
  /** The reserved slice holds `length` bytes of a finished datagram. */
  commit(length: number): void;
  event(connection: Connection, event: ConnectionEvent): void;
  request(connection: Connection, request: ApplicationRequest): void;
  /** Datagram `index` of the last batch carries a connection id nobody here owns. */
  unrouted(index: number, connectionId: Uint8Array): void;
}

/** Anything a host drives. */
export interface Endpoint {
  /** Live: numbers go on growing. */
  readonly statistics: Statistics;
  handleDatagrams(batch: DatagramBatch, now: number): void;
  handleTimeout(now: number): void;
  /** Throws ConfigError (alert) for an alert that there is not; the question stays open then. */
  respond(response: ApplicationResponse, now: number): void;
  /**
   * The network did not take a datagram of `size` bytes to `path`, because it is too long. Connections there send none
   * as long any more; of a handshake's flight, what is outstanding goes out again at once, in shorter ones.
   */
  datagramTooLong(path: number, size: number, now: number): void;
  /** True: the sink was full; call again. */
  poll(sink: OutputSink): boolean;
  /** When `handleTimeout` is due; Infinity: nothing pending. */
  nextDeadline(): number;
}

/** One association with one peer. */
export interface Connection extends Endpoint {
  /** The host's number for the way to the peer. */
  readonly path: number;
  /** Longest datagram `sendMany` takes now, in bytes; 0 while it takes none. */
  readonly maxMessageSize: number;
  /**
   * Queues application datagrams: `slab[at[i], at[i] + length[i])`, borrowed until the `poll` that returns false.
   * Returns how many were taken; the rest did not fit or the connection cannot send.
   * Throws MessageTooLargeError for a datagram that no record of this path can hold, ConfigError for a range outside `slab`.
   */
  sendMany(slab: Uint8Array, at: Int32Array, length: Int32Array, now: number): number;
  /**
   * `length` bytes of keying material for the application, in a fresh array; RFC 9846 section 7.5. Both sides get the
   * same for the same `label` (at most 249 ASCII characters) and `context`. Throws WirechartError (ERR_DTLS_NOT_SECURE)
   * before the connection is secure and after it ended, ConfigError for a label or length that cannot be.
   */
  exportKeyingMaterial(label: string, context: Uint8Array, length: number): Uint8Array;
  configure(change: { maxDatagramSize?: number | undefined; initialTimeout?: number | undefined }, now: number): void;
  /** When the timer for sending a flight again is due; Infinity when it does not run. */
  timers(): { retransmit: number };
  /** Sends close_notify. Calling it twice is fine. */
  close(now: number): void;
  /** Ends the connection at once, without a word to the peer and without another event. */
  abandon(now: number): void;
}

/** Many associations on one set of sockets; the host drives only the listener. */
export interface Listener extends Endpoint {
  /** Connections alive, handshaking ones included. */
  readonly size: number;
  /** Whether a connection, a handshake included, lives on this path: the host must keep its number then. */
  owns(path: number): boolean;
  /**
   * From now on cookies are sealed with the first of these keys and accepted under all of them; see
   * `ListenerOptions.cookieKeys`. Copies them. Throws ConfigError.
   */
  setCookieKeys(keys: readonly Uint8Array[]): void;
  /**
   * Admits nobody from here on: ClientHellos are dropped and counted (`unassociated`). Closes all connections, which ends
   * handshakes at once and the others within `closeTimeout`; `size` is 0 then. Calling it twice is fine.
   */
  close(now: number): void;
}
