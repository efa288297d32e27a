import type { HashName } from '../crypto/provider.ts';
import type { CertificateAlert } from '../errors/certificate-error.ts';
import type { WirechartError } from '../errors/wirechart-error.ts';
import type { BufferStatistics } from '../slab/buffer-pool.ts';
import type { PskLookupIdentity, PskLookupResult } from './handshake/handshake-context.ts';
import type { Session } from './handshake/psk/session.ts';
import type { CertificateRequestOptions } from './options/certificate-request-options.ts';
import type { Statistics } from './statistics.ts';

/**
 * The contract between the sans-IO core and its hosts (sockets, simulated network, hardware model).
 *
 * After every input, call `poll` until it returns false, then arm a timer for `nextDeadline()`. Every `now` is
 * fractional milliseconds and never decreases. It starts at the Unix epoch, with the offset by which the date was set
 * since the host started; the date comes from `ListenerOptions.wallClock`.
 */

/**
 * Received datagrams, as slices of one slab. Records are decrypted in place, and `message` events are views into the
 * slab: it is borrowed until the `poll` that returns false.
 */
export interface DatagramBatch {
  readonly slab: Uint8Array;
  readonly at: Int32Array;
  readonly length: Int32Array;
  /** The host's small number for a pair of local socket and remote address. */
  readonly path: Int32Array;
  readonly count: number;
}

/** The services of the host that an endpoint may call at any time. */
export interface PathResolver {
  /**
   * Canonical bytes of the remote address of a path: one encoding of address and port. Addresses with the same first 40
   * bytes share the memory for fragmented ClientHellos. Borrowed until the next call of this function.
   */
  address(path: number): Uint8Array;
  /**
   * Whether the host refers to the object of an idle connection; absent: it refers to all of them. If it does not, the
   * listener drops the object, and makes another one when a datagram arrives: events have that one then. Must not call the
   * endpoint.
   */
  holds?(connection: Connection): boolean;
  /**
   * A listener rejected a ClientHello from a path with an alert and retains nothing of it. Called from inside
   * `handleDatagrams`; must not call the endpoint.
   */
  refused?(path: number, error: WirechartError): void;
  /**
   * With this function a listener does not refuse a ClientHello that does not offer DTLS 1.3, unless its path has a
   * connection: it passes on the datagram that completes the ClientHello, and what follows from the same address, until
   * `legacyPeerTimeout` or a ClientHello that offers DTLS 1.3. Any sender can forge such datagrams. They are borrowed for
   * the call, which comes from inside `handleDatagrams` and must not call the endpoint.
   */
  legacyDatagram?(path: number, datagram: Uint8Array): void;
}

/**
 * A decision that only the application can make. Several requests can be open at a time, answered in any order. Only
 * what depends on the answer waits; the connection continues to receive, acknowledge and retransmit.
 */
export type ApplicationRequest = ChainRequest | PskRequest | FreshnessRequest;

/** The verification of the peer's certificates, also of those that a resumed session was authenticated with. */
export interface ChainRequest {
  readonly kind: 'chain';
  /** Unique within the endpoint; the response repeats it. */
  readonly id: number;
  /** The side that sent the chain. */
  readonly subject: 'client' | 'server';
  /** The peer's certificates in DER, end entity first. Owned by the host. */
  readonly chain: readonly Uint8Array[];
  /**
   * The OCSP response about the first certificate in DER, as the peer sent it: it is not verified. Undefined: none was
   * requested or sent, or a session is resumed. Owned by the host.
   */
  readonly ocspResponse: Uint8Array | undefined;
  /** The name that the client requested; undefined: none. */
  readonly servername: string | undefined;
  /** The number of the request for a certificate after the handshake; undefined: the certificates of the handshake. */
  readonly certificateRequest: number | undefined;
  /** When the handshake or the request times out, in the time of `now`: a later response has no effect. */
  readonly deadline: number;
}

/** The lookup of the external pre-shared key of one of the client's identities; RFC 9846 section 4.3.11. */
export interface PskRequest {
  readonly kind: 'psk';
  /** Unique within the endpoint; the response repeats it. */
  readonly id: number;
  /** In the client's order of preference, at most 8. Owned by the host. */
  readonly identities: readonly PskLookupIdentity[];
  /** The hash of the selected cipher suite: an external key with another hash is not used. */
  readonly hash: HashName;
  /** The name that the client requested; undefined: none. */
  readonly servername: string | undefined;
  /** When the handshake times out, in the time of `now`: a later response has no effect. */
  readonly deadline: number;
}

/**
 * The question whether a ClientHello with early data is fresh: whether no server of the application has accepted it before;
 * RFC 9846 section 8. The host records `key` and answers with true only if it was not recorded yet.
 */
export interface FreshnessRequest {
  readonly kind: 'freshness';
  /** Unique within the endpoint; the response repeats it. */
  readonly id: number;
  /** 32 bytes that belong to the ticket and are not secret. Every use of the ticket has the same. Owned by the host. */
  readonly key: Uint8Array;
  /** When the ClientHello arrived, in milliseconds since the Unix epoch. */
  readonly received: number;
  /** No server can have accepted it before; in the same time. A record that began later may lack it. */
  readonly notBefore: number;
  /** No server accepts it any more, and `key` may be forgotten; in the same time. */
  readonly expires: number;
  /** When the early data is rejected, in the time of `now`: a later response has no effect. */
  readonly deadline: number;
}

/** The decision about early data; RFC 9846 section 4.3.10. */
export interface EarlyDataResult {
  /** False: the server discarded all of it. It is not sent again, except by the application. */
  readonly accepted: boolean;
  /** A client: messages that `sendEarly` accepted; the network can lose some. A server: messages that arrived. */
  readonly messages: number;
}

/** The application's decision. A response to a request that is not open is ignored and counted (`responsesIgnored`). */
export type ApplicationResponse =
  | {
      readonly id: number;
      readonly accept: true;
      /** SubjectPublicKeyInfo (DER) of the end-entity certificate. */
      readonly publicKey: Uint8Array;
      /**
       * When the first certificate of the chain expires, in milliseconds since the Unix epoch. Sessions are not resumed
       * later. Undefined: not known.
       */
      readonly notAfter?: number | undefined;
    }
  | {
      readonly id: number;
      readonly accept: false;
      /** Name of the alert to send; RFC 9846 section 6.2. */
      readonly alert: CertificateAlert;
      readonly error: WirechartError;
    }
  | {
      /** The id of a request of kind `psk`. */
      readonly id: number;
      readonly accept?: undefined;
      /** Undefined: the application knows none of the identities. */
      readonly psk: PskLookupResult | undefined;
    }
  | {
      /** The id of a request of kind `freshness`. */
      readonly id: number;
      readonly accept?: undefined;
      /** False: the early data is rejected. */
      readonly fresh: boolean;
    };

/** An event of a connection. Objects and views are valid for the call; copy what you keep. */
export type ConnectionEvent =
  /** The peer is authenticated, and application data is protected under keys that only the two sides know. */
  | {
      readonly kind: 'secure';
      readonly protocol: 'DTLSv1.3';
      readonly cipherSuite: string;
      /** Undefined: there was no key exchange, only a pre-shared key. */
      readonly group: string | undefined;
      /** The session of a ticket was resumed. */
      readonly resumed: boolean;
      /**
       * The identity of the external pre-shared key that authenticated the peers, now or in the session that was resumed;
       * undefined: none did.
       */
      readonly pskIdentity: Uint8Array | undefined;
      /** The scheme of the peer's signature; undefined: it presented no certificate. */
      readonly peerSignatureScheme: string | undefined;
      /** The server sent a HelloRetryRequest, for a cookie or for another key share. */
      readonly helloRetry: boolean;
      /** The application protocol; RFC 7301. */
      readonly alpnProtocol: string | undefined;
      /** The name that the client requested; RFC 6066 section 3. */
      readonly servername: string | undefined;
      /** The negotiated SRTP protection profile; RFC 5764. */
      readonly srtpProfile: string | undefined;
      /** The early data of the client; undefined: none was offered, or a HelloRetryRequest made the server forget it. */
      readonly earlyData: EarlyDataResult | undefined;
      /** Milliseconds since the first flight. */
      readonly elapsed: number;
    }
  /** One application datagram; `data` is a view into the batch. */
  | { readonly kind: 'message'; readonly data: Uint8Array }
  /**
   * One datagram of early data, before the client is authenticated by its Finished; `data` is a view into the batch, or
   * a copy. An attacker can send it again to another server; RFC 9846 section 8.
   */
  | { readonly kind: 'earlyMessage'; readonly data: Uint8Array }
  /**
   * The early data of a client was rejected: the listener answered its ClientHello with a HelloRetryRequest, and forgets
   * the connection. No event follows.
   */
  | { readonly kind: 'withdrawn' }
  /** The peer closed its direction and sends no more data; our data is still sent. Only with `allowHalfOpen`. */
  | { readonly kind: 'peerClosed' }
  /** Both sides sent close_notify, or the connection was replaced silently. No event follows. */
  | { readonly kind: 'closed' }
  /** Fatal: an alert was sent or received, or the peer did not respond. No event follows. */
  | { readonly kind: 'error'; readonly error: WirechartError }
  /** The server sent a ticket: the client can resume the session once. The host owns it. */
  | { readonly kind: 'session'; readonly session: Session }
  /** The client responded to a request for its certificate after the handshake; RFC 9846 section 4.7.2. */
  | {
      readonly kind: 'clientAuthentication';
      /** The number that `requestCertificate` returned. */
      readonly request: number;
      /** The scheme of the client's signature; undefined: it has no certificate for the request. */
      readonly peerSignatureScheme: string | undefined;
    }
  /** New traffic keys are in use: ours for sending (`write`), or those of the peer (`read`); RFC 9147 section 8. */
  | {
      readonly kind: 'keyUpdate';
      readonly direction: 'read' | 'write';
      /** Epoch of the new keys; RFC 9147 section 6.1. */
      readonly epoch: number;
    }
  /** The peer's connection ids changed: the one that our records have, or the spare ones; RFC 9147 section 9. */
  | {
      readonly kind: 'connectionIds';
      /** The id in our records from now on. */
      readonly peer: Uint8Array;
      /** Number of ids that are kept for a change of path. */
      readonly spares: number;
    }
  /**
   * A record that is newer than all before came from another path. The connection stays on its path: a check of the new
   * one follows, if it was negotiated (RFC 9853), and then `pathChanged` or `pathRejected`.
   */
  | { readonly kind: 'newPath'; readonly path: number }
  /** The connection sends to another path from now on. */
  | { readonly kind: 'pathChanged'; readonly path: number; readonly previous: number }
  /** The check of a new path, of the peer or by `validatePath`, is over, and the connection stays on its path. */
  | { readonly kind: 'pathRejected'; readonly path: number }
  /**
   * The path carries longer or shorter datagrams than was assumed, or another path is in use; RFC 9147 section 4.4. Not
   * reported for a change by `configure`.
   */
  | {
      readonly kind: 'maxDatagramSize';
      /** Bytes of UDP payload. */
      readonly maxDatagramSize: number;
      /** The longest message that fits, in bytes. */
      readonly maxMessageSize: number;
    }
  /** A traffic secret, in the format of SSLKEYLOGFILE. Only if enabled by option. */
  | {
      readonly kind: 'keylog';
      readonly label: string;
      readonly clientRandom: Uint8Array;
      readonly secret: Uint8Array;
    }
  /** A state machine took a transition. Only if enabled by option. */
  | {
      readonly kind: 'transition';
      /** Machine id, as in the chart. */
      readonly machine: string;
      /** Which of several machines with this id, in the order of their start; 0: the first or only one. */
      readonly instance: number;
      /** Index into that machine's generated edge table. */
      readonly edge: number;
    };

/**
 * Receives the output. Implemented by the host, called only from inside `poll`. `event`, `messages` and `request` may call
 * any method of the core; `reserve` and `commit` must not, because a datagram is being written.
 */
export interface OutputSink {
  /**
   * A slice of exactly `size` bytes, at most 65,507, for one datagram to `path`, or for up to 64 application datagrams one
   * after the other. Undefined: full. The core then asks for one datagram alone, and `poll` returns true without it. What is
   * left of the slice before is not used any more.
   */
  reserve(path: number, size: number): Uint8Array | undefined;
  /** The next `length` bytes of the reserved slice are a complete datagram. */
  commit(length: number): void;
  event(connection: Connection, event: ConnectionEvent): void;
  /**
   * `count` application datagrams in their order: `slab[at[i], at[i] + length[i])`. All arguments are borrowed for the call.
   * Without this function each of them is an event of kind `message`.
   */
  messages?(connection: Connection, slab: Uint8Array, at: Int32Array, length: Int32Array, count: number): void;
  request(connection: Connection, request: ApplicationRequest): void;
  /** Datagram `index` of the last batch has a connection id that belongs to no connection of this endpoint. */
  unrouted(index: number, connectionId: Uint8Array): void;
}

/** What a host drives: a connection or a listener. */
export interface Endpoint {
  /** A live view: the numbers continue to grow. */
  readonly statistics: Statistics;
  handleDatagrams(batch: DatagramBatch, now: number): void;
  handleTimeout(now: number): void;
  /**
   * Throws ConfigError (alert) for an unknown alert, ConfigError (psk) for an invalid key, ConfigError (fresh) for anything
   * but a boolean, and one of them for a response to a request of another kind; the request then remains open.
   */
  respond(response: ApplicationResponse, now: number): void;
  /**
   * The network rejected a datagram of `size` bytes to `path` because of its length. Connections of this path send
   * shorter datagrams from now on, and retransmit the outstanding part of a flight at once.
   */
  datagramTooLong(path: number, size: number, now: number): void;
  /** True: the sink was full; call again. */
  poll(sink: OutputSink): boolean;
  /** When `handleTimeout` is due; Infinity: no timer runs. */
  nextDeadline(): number;
  /**
   * Ends the connection, or the listener with all of its connections, at once: without an alert to a peer and without
   * another event. Their secrets are overwritten, and with the next `poll` the keys for records are dropped. A listener
   * overwrites its keys for cookies and tickets too, and drops further ClientHellos.
   */
  abandon(now: number): void;
}

/** How often the keys of one epoch were used; RFC 9147 sections 4.5.3 and 6.1. */
export interface EpochUse {
  readonly direction: 'read' | 'write';
  readonly epoch: number;
  /** Records that were sent, or that were received and authentic. */
  readonly records: number;
  /** Bytes of content, without padding; 0 in epoch 0. */
  readonly bytes: number;
  /** Received records that failed authentication. */
  readonly failures: number;
}

/** The connection ids that a connection uses; RFC 9146, RFC 9147 section 9. Copies, at the time of the call. */
export interface ConnectionIdStatus {
  /** The ids that the peer may put into records to us, in the order in which it got them. Empty: records have none. */
  readonly own: readonly Uint8Array[];
  /** The id of the peer that our records have; empty: they have none. */
  readonly peer: Uint8Array;
  /** Ids of the peer that are kept for a change of path. */
  readonly spares: readonly Uint8Array[];
  /** Both sides support the return routability check; RFC 9853. */
  readonly returnRoutabilityCheck: boolean;
}

/** One DTLS connection with one peer. */
export interface Connection extends Endpoint {
  /**
   * The host's number for the path to the peer. It changes with `migrate` and `validatePath`, and when the peer moved:
   * `pathChanged`.
   */
  readonly path: number;
  /**
   * A number of the host, from 0 to 2^32 - 1, 0 at first: it stays with the connection, also when another object stands for
   * it; see `PathResolver.holds`.
   */
  hostNumber: number;
  /** The connection ids; undefined: none were negotiated, or the connection ended. */
  readonly connectionIds: ConnectionIdStatus | undefined;
  /**
   * The longest datagram that the path is assumed to carry, in bytes of UDP payload: `maxDatagramSize`, reduced by reports
   * of the network, raised by probes; RFC 9147 section 4.4.
   */
  readonly maxDatagramSize: number;
  /** Longest datagram that `sendMany` accepts now, in bytes; 0: it accepts none. */
  readonly maxMessageSize: number;
  /** When the last authentic record of the peer arrived, in the host's milliseconds; undefined: none arrived. */
  readonly lastReceivedAt: number | undefined;
  /**
   * Queues application datagrams: `slab[at[i], at[i] + length[i])`, borrowed until the `poll` that returns false.
   * Returns the number of accepted datagrams; the others did not fit, or the connection cannot send. A server that
   * accepted early data can send from the first `earlyMessage` on, at most three times the bytes that it received until
   * the address of the client is validated; RFC 9147 section 5.1.
   * Throws MessageTooLargeError for a datagram that no record of this path can hold, ConfigError for a range outside `slab`.
   */
  sendMany(slab: Uint8Array, at: Int32Array, length: Int32Array, now: number): number;
  /** Longest message that `sendEarly` accepts now, in bytes; 0: it accepts none. */
  readonly maxEarlyMessageSize: number;
  /**
   * Queues messages of early data as `sendMany` does, before the handshake is complete; RFC 9846 section 2.3. Only for data
   * that may arrive several times: an attacker can replay it. Returns the number of accepted messages: 0 unless the option
   * `earlyData` is set, the session permits it and the server has not rejected it, and none above the maximum of the
   * ticket. The event `secure` reports whether the server accepted it. Throws as `sendMany` does.
   */
  sendEarly(slab: Uint8Array, at: Int32Array, length: Int32Array, now: number): number;
  /**
   * As `exportKeyingMaterial`, from the early exporter secret; RFC 9846 section 7.5. On a client from its ClientHello on, on
   * a server from the ClientHello with early data on. A replayed ClientHello gives the same bytes: protect nothing from
   * server to client with them. Throws WirechartError (ERR_DTLS_NO_EARLY_DATA) if there is no early data, or it was
   * rejected.
   */
  exportEarlyKeyingMaterial(label: string, context: Uint8Array, length: number): Uint8Array;
  /**
   * `length` bytes of keying material for the application, in a fresh array; RFC 9846 section 7.5. Equal on both sides
   * for the same `label` (at most 249 ASCII characters) and `context`. Throws WirechartError (ERR_DTLS_NOT_SECURE)
   * before the connection is secure and after it ended, ConfigError for an invalid label or length.
   */
  exportKeyingMaterial(label: string, context: Uint8Array, length: number): Uint8Array;
  /**
   * Updates our traffic keys; RFC 9147 section 8. The new ones are used, and the event `keyUpdate` reports it, when the
   * peer has acknowledged the KeyUpdate. Returns the epoch of the new keys: several calls can lead to one update.
   * `requestPeer`: asks the peer to update its keys too. Default false. Throws
   * WirechartError before the connection is secure or after it ended (ERR_DTLS_NOT_SECURE), and if no epoch is left
   * (ERR_DTLS_EPOCHS_EXHAUSTED); ConfigError for an invalid option.
   */
  updateKeys(options: { requestPeer?: boolean | undefined }, now: number): number;
  /**
   * Requests a certificate from a client after the handshake; RFC 9846 section 4.7.2. Only with a client that has
   * `postHandshakeAuth`. Several requests can be open, at most 16. A request of kind `chain` and then the event
   * `clientAuthentication` report the response; a certificate that is rejected, and no response in time, end the
   * connection. Returns the number of the request, from 0. Throws WirechartError before the connection is secure or after it
   * ended (ERR_DTLS_NOT_SECURE), for a client that did not offer it, for one with an external pre-shared key and on the
   * client (ERR_DTLS_NO_CLIENT_AUTHENTICATION), with 16 open requests (ERR_DTLS_TOO_MANY_REQUESTS), and after 65536
   * messages (ERR_DTLS_MESSAGES_EXHAUSTED); ConfigError for an invalid option.
   */
  requestCertificate(options: CertificateRequestOptions, now: number): number;
  /** The use of all epochs whose keys are installed, in fresh objects. */
  epochs(): EpochUse[];
  /**
   * Requests `count` connection ids of the peer, 1 to 8, as spare ones; RFC 9147 section 9. Event `connectionIds`
   * reports them; the peer may issue fewer, or none. A request waits until the previous one is fulfilled. Throws
   * WirechartError before the connection is secure or after it ended (ERR_DTLS_NOT_SECURE), and if the peer negotiated
   * no connection id (ERR_DTLS_NO_CONNECTION_IDS) or 65536 messages were sent (ERR_DTLS_MESSAGES_EXHAUSTED); ConfigError
   * for an invalid count.
   */
  requestConnectionIds(count: number, now: number): void;
  /**
   * Issues connection ids of ours to the peer; RFC 9147 section 9. `count`: 1 to 8, default 1. `immediate`: the peer
   * uses the first of them at once, and its older ids become invalid when newer ones displace them. Default false: the
   * peer keeps them as spare ones. At most 12 ids of a connection are valid at a time: fewer are issued if the peer has
   * not used its ids. Throws as `requestConnectionIds`, for a connection without ids of ours.
   */
  issueConnectionIds(options: { count?: number | undefined; immediate?: boolean | undefined }, now: number): void;
  /**
   * Puts the next spare id of the peer into our records from now on, so that observers cannot link them with earlier
   * ones. False: there is no spare id. Throws WirechartError (ERR_DTLS_NOT_SECURE).
   */
  useNextConnectionId(now: number): boolean;
  /**
   * Sends on another path from now on, because our address changed; RFC 9147 section 9. Uses a spare connection id of the
   * peer if there is one, and tells the peer with a path_challenge if path validation was negotiated (RFC 9853). The
   * previous path may be used by late datagrams, and by path checks of the peer. Also for an application that validated
   * a new address of the peer (`newPath`) by means of its own. Throws WirechartError before the connection is secure or
   * after it ended (ERR_DTLS_NOT_SECURE), and without connection ids (ERR_DTLS_NO_CONNECTION_IDS); ConfigError for a path
   * that is not an integer.
   */
  migrate(path: number, now: number): void;
  /**
   * Checks another path with path_challenges (RFC 9853), because our address is about to change, and sends on it as soon
   * as the peer responds there: `pathChanged`. Until then the current path stays in use. Without a response within three
   * round trips, at least a second, it remains in use: `pathRejected`. A check that runs is ended. Uses a spare connection
   * id of the peer if there is one. Throws WirechartError before the connection is secure or after it ended
   * (ERR_DTLS_NOT_SECURE), if our records have no connection id (ERR_DTLS_NO_CONNECTION_IDS), and if the check was not
   * negotiated (ERR_DTLS_NO_PATH_VALIDATION); ConfigError for the current path, and for one that is not an integer.
   */
  validatePath(path: number, now: number): void;
  configure(change: { maxDatagramSize?: number | undefined; initialTimeout?: number | undefined }, now: number): void;
  /** When the retransmit timer and the timer of the next ACK are due; Infinity: it does not run. */
  timers(): { retransmit: number; ack: number };
  /** Sends close_notify. A second call has no effect. */
  close(now: number): void;
}

/** A server with many connections on one set of sockets; the host drives only the listener. */
export interface Listener extends Endpoint {
  /** Number of connections, including handshakes. */
  readonly size: number;
  /** The counters of the memory that its connections share; see `EndpointOptions.buffers`. */
  readonly bufferStatistics: BufferStatistics;
  /** Whether a connection or handshake uses this path: the host must not reuse its number. */
  owns(path: number): boolean;
  /**
   * Whether a datagram from this path that begins with the byte `first` may be in a batch with others: neither a handshake
   * nor an answer of the host to an event of the batch can decide how it is read. Others are a batch of their own. The first
   * byte of an empty datagram is any byte.
   */
  batches(path: number, first: number): boolean;
  /**
   * Sets the cookie keys: the first one creates cookies, all of them verify cookies; see `ListenerOptions.cookieKeys`.
   * Copies them. Throws ConfigError.
   */
  setCookieKeys(keys: readonly Uint8Array[]): void;
  /**
   * Sets the ticket keys: the first one protects new tickets, all of them open tickets; see `ListenerOptions.ticketKeys`.
   * Copies them. Throws ConfigError.
   */
  setTicketKeys(keys: readonly Uint8Array[]): void;
  /**
   * Accepts no new connection: ClientHellos are dropped and counted (`unassociated`). Closes all connections, 256 in this call
   * and in each timeout that follows: handshakes end at once, the others within `closeTimeout`, and `size` is 0 then.
   */
  close(now: number): void;
  /** `close` was called, and the next timeout closes further connections. */
  readonly isClosingMore: boolean;
  /** Connections that `close` has closed so far. */
  readonly told: number;
}
