import type { X509Certificate } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { types } from 'node:util';
import type { Session } from '../dtls13/handshake/psk/session.ts';
import type { CertificateRequestOptions } from '../dtls13/options/certificate-request-options.ts';
import type { CertificateError } from '../errors/certificate-error.ts';
import { ConfigError } from '../errors/config-error.ts';
import { checkFunction, checkGiven, checkString } from '../errors/option-checks.ts';
import { takeOptions } from '../errors/option-names.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import { checkSignal, onAbort, WAIT_OPTIONS } from './abort-signal.ts';
import type { SocketAddress } from './address.ts';
import { defineCallbacks } from './callback-properties.ts';
import { CertificateRequests } from './certificate-requests.ts';
import { wallClock } from './clock.ts';
import { CLOSE_MARGIN, DEFAULT_CLOSE_TIMEOUT } from './common-options.ts';
import { type Binding, checkBinding } from './connect-options.ts';
import { promised } from './deferred.ts';
import { type HandshakeResult, ownResult } from './handshake-result.ts';
import { type CompletedHandshake, completedHandshake } from './handshake-results.ts';
import type { HostEvent } from './host-event.ts';
import { KeyUpdates } from './key-updates.ts';
import { LazyEmitter } from './lazy-emitter.ts';
import { callListener, emitGuarded, rememberSessionError } from './listener-guard.ts';
import type { MessageBatch } from './message-batch.ts';
import { messageBytes } from './message-bytes.ts';
import { MessageDelivery } from './message-delivery.ts';
import type { BatchIterator, MessageIterator } from './message-queue.ts';
import { messageSpans, requireMessageSizes } from './message-spans.ts';
import type { PeerCertificate } from './peer-certificate.ts';
import { withPublicOptionNames } from './public-option-names.ts';
import type { ReceivedMessages } from './received-messages.ts';
import { notOpen, type SessionCarrier } from './session-carrier.ts';
import type { LostMessage, SessionEvents } from './session-events.ts';
import { notify } from './session-notification.ts';
import type { SessionOptions } from './session-options.ts';
import { SessionOutcome } from './session-outcome.ts';
import { SessionCounters, type SessionStats } from './session-stats.ts';

/** Methods for the endpoint. Symbols, so that applications do not see them. */
export const abort = Symbol('abort');
export const adopt = Symbol('adopt');
export const attach = Symbol('attach');
export const beginClose = Symbol('beginClose');
export const detach = Symbol('detach');
export const complete = Symbol('complete');
export const deliver = Symbol('deliver');
export const hasReceiver = Symbol('hasReceiver');
export const passed = Symbol('passed');
export const receive = Symbol('receive');
export const retainAddress = Symbol('retainAddress');
export const setPeerCertificate = Symbol('setPeerCertificate');
export const setRemoteAddress = Symbol('setRemoteAddress');

/**
 * One DTLS association. Created by `connect()` and by `listen()`, in the shape of Node's experimental `node:dtls`.
 *
 * Each event is available in more than one form: callback properties (`onmessage`), events (`on('message')`), promises
 * (`opened`, `closed`) and async iteration. A listener that throws causes an uncaught exception of the process and has
 * no other effect here. `error` without a listener is not an exception: `opened` and `closed` report the error too, and
 * both are marked as handled, so that a failure of the peer cannot end the process.
 */
export class DtlsSession extends LazyEmitter<SessionEvents> {
  /** Called once, with the name of the protocol. */
  declare onhandshake: ((protocol: string) => void) | undefined;
  declare onerror: ((error: Error) => void) | undefined;
  /** Called with each line of the key log, without a line end, where the option `keylog` is set. */
  declare onkeylog: ((line: string) => void) | undefined;
  /** Called with each session that the server allows this client to resume; see the option `sessions`. */
  declare onsession: ((session: Session) => void) | undefined;
  /** Called with each message that `send()` accepted and the operating system did not send. */
  declare onlost: ((lost: LostMessage) => void) | undefined;
  /** Called once after `send()` returned false, when it accepts messages again. */
  declare ondrain: (() => void) | undefined;

  // A server may have 100,000 sessions that are idle: what they share is not copied, and what few of them need is made then.
  readonly #options: SessionOptions;
  #servername: string | undefined;
  #carrier: SessionCarrier | undefined;
  /** Undefined: it was not asked for. */
  #remote: SocketAddress | undefined;
  /** Undefined: the handshake is not complete. Borrowed: the application gets `#outcome.result`. */
  #negotiated: HandshakeResult | undefined;
  /** Duration of the handshake, in milliseconds. */
  #elapsed = 0;
  #peerCertificate: PeerCertificate | undefined;
  #state: 'handshaking' | 'open' | 'closing' | 'ended' = 'handshaking';
  /** Early data was accepted: until the handshake is over, `send` answers it, or returns false if the handshake failed. */
  #answersEarlyData = false;
  readonly #messages: MessageDelivery;
  /** `send` returned false, so the application may wait for `drain`. */
  #drainExpected = false;
  /** Use `#outcome`. */
  #madeOutcome: SessionOutcome | undefined;
  #closeTimer: NodeJS.Timeout | undefined;
  /** Undefined: there was none. */
  #keyUpdates: KeyUpdates | undefined;
  #certificateRequests: CertificateRequests | undefined;
  readonly #counters = new SessionCounters();

  /** Applications get sessions from `connect()` and `listen()`. */
  constructor(servername: string | undefined, options: SessionOptions) {
    super();
    this.#options = options;
    this.#servername = servername;
    this.#messages = new MessageDelivery(this, options);
    const { keylog, trace } = options;
    if (keylog !== undefined) this.on('keylog', (line) => keylog(line));
    if (trace !== undefined) this.on('trace', (step) => trace(step));
  }

  static {
    defineCallbacks(DtlsSession.prototype, ['onhandshake', 'onerror', 'onkeylog', 'onsession', 'onlost', 'ondrain']);
    // Messages that wait for a listener are delivered when it is added. `once` and the others call these three.
    for (const name of ['on', 'addListener', 'prependListener'] as const) {
      const inherited = EventEmitter.prototype[name];
      const value = function (this: DtlsSession, event: string | symbol, listener: (...values: unknown[]) => void) {
        Reflect.apply(inherited, this, [event, listener]);
        if (event === 'message' || event === 'batch') this.#messages.listenerAdded();
        return this;
      };
      Object.defineProperty(DtlsSession.prototype, name, { value, writable: true, configurable: true });
    }
  }

  /**
   * Settles when the handshake is complete. Rejects with the error that ended it: AlertError, PeerError,
   * CertificateError, TimeoutError, an error of the operating system, the abort reason; or ERR_DTLS_CLOSED after
   * `close()` or `destroy()`.
   */
  get opened(): Promise<HandshakeResult> {
    return this.#outcome.opened.promise;
  }

  /** Settles when the session has ended: resolves after close_notify and `destroy()`, rejects with a fatal error. */
  get closed(): Promise<void> {
    return this.#outcome.closed.promise;
  }

  /** Made when it is first needed: at the latest with a failure, so that otherwise the state says how the promises settle. */
  get #outcome(): SessionOutcome {
    if (this.#madeOutcome === undefined) {
      this.#madeOutcome = new SessionOutcome();
      if (this.#negotiated !== undefined) this.#madeOutcome.open(ownResult(this.#negotiated, this.#elapsed));
      if (this.#state === 'ended') this.#madeOutcome.closed.resolve();
    }
    return this.#madeOutcome;
  }

  /**
   * Called with each message; the application owns the bytes. Messages that arrived before there was a listener, and
   * that no iterator took, are delivered first, after the call that set it. Throws ConfigError for anything but a
   * function.
   */
  get onmessage(): ((data: Uint8Array) => void) | undefined {
    return this.#messages.callback;
  }

  set onmessage(listener: ((data: Uint8Array) => void) | undefined | null) {
    checkFunction('onmessage', listener ?? undefined);
    this.#messages.callback = listener ?? undefined;
  }

  /**
   * Called with the messages that arrived together, as a batch: for bulk data. The batch, its slab and its arrays are borrowed
   * for the call: copy what is kept, and do not transfer the memory. While there is a function here or a listener of the event
   * `batch`, messages go to them and to iterators, and not to `onmessage` and the event `message`. Messages that arrived
   * before there was a listener are delivered first, as with `onmessage`. Throws ConfigError for anything but a function.
   */
  get onBatch(): ((batch: MessageBatch) => void) | undefined {
    return this.#messages.batchCallback;
  }

  set onBatch(listener: ((batch: MessageBatch) => void) | undefined | null) {
    checkFunction('onBatch', listener ?? undefined);
    this.#messages.batchCallback = listener ?? undefined;
  }

  /**
   * Sends one message as one datagram; the bytes are borrowed for the call. A string is sent as UTF-8.
   *
   * False: the message was not accepted, because too many datagrams wait for the operating system or were sent in this tick
   * (16,384), because the session is closing, or because a server answers early data with more than three times the bytes that the client sent; the event
   * `drain` follows when it accepts messages again. True: the message goes to the operating system. It may still be lost;
   * the event `lost` reports what the operating system did not send.
   *
   * Throws MessageTooLargeError for a message longer than `maxMessageSize`, ConfigError for data that is neither a string
   * nor a Uint8Array or whose memory was transferred, and WirechartError: ERR_DTLS_NOT_OPEN before the handshake is
   * complete (a server that accepted early data may answer it before), ERR_DTLS_CLOSED after the session has ended. Thrown
   * out of a listener of this library, ERR_DTLS_CLOSED is not an uncaught exception.
   */
  send(data: Uint8Array | string): boolean {
    const bytes = messageBytes('data', data);
    const carrier = this.#sendingCarrier();
    if (carrier?.driver.send(carrier.connection, bytes) !== true) {
      this.#drainExpected = true;
      return false;
    }
    this.#counters.messagesSent++;
    this.#counters.bytesSent += bytes.length;
    return true;
  }

  /**
   * Sends messages, each as one datagram: `slab[at[i], at[i] + length[i])`, in their order. All arrays are borrowed for the
   * call. Returns the number of messages that were accepted, from the first one on. After fewer than all, for the reasons for
   * which `send` returns false, the event `drain` follows when the session accepts messages again.
   *
   * Throws as `send` does, and then has sent nothing: ConfigError for other types, for a different number of offsets and
   * lengths, and for a range outside of `slab`; MessageTooLargeError for a message longer than `maxMessageSize`.
   */
  sendMany(slab: Uint8Array, at: Int32Array, length: Int32Array): number {
    const messages = messageSpans(slab, at, length);
    const carrier = this.#sendingCarrier();
    const max = carrier?.connection.maxMessageSize ?? 0;
    if (max > 0) requireMessageSizes(messages, max);
    const accepted = carrier?.driver.sendMany(carrier.connection, messages) ?? 0;
    if (accepted < messages.at.length) this.#drainExpected = true;
    this.#counters.messagesSent += accepted;
    for (let index = 0; index < accepted; index++) this.#counters.bytesSent += messages.length[index] as number;
    return accepted;
  }

  /** Undefined: the session is closing. Throws WirechartError: ERR_DTLS_NOT_OPEN, ERR_DTLS_CLOSED. */
  #sendingCarrier(): SessionCarrier | undefined {
    if (this.#state === 'handshaking' && !this.#answersEarlyData) {
      throw new WirechartError('ERR_DTLS_NOT_OPEN', 'the handshake is not complete: await `opened` before sending');
    }
    if (this.#state === 'ended') throw new WirechartError('ERR_DTLS_CLOSED', 'the session has ended');
    return this.#state === 'closing' ? undefined : this.#carrier;
  }

  /**
   * Sends close_notify and waits for the peer's, for `closeTimeout` at most: then the session ends as if it had come.
   * An incomplete handshake is aborted with an alert. Returns `closed`. A second call has no effect.
   * `signal` ends the wait: the session is destroyed, and the promise rejects with the signal's reason.
   */
  close(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    const { signal } = takeOptions(options, WAIT_OPTIONS, 'close()');
    checkSignal(signal);
    if (this[beginClose]()) {
      if (this.#carrier === undefined) this.#end(undefined);
      else {
        // A connection whose output fails each time never reports its end. The socket keeps the process alive.
        const { closeTimeout = DEFAULT_CLOSE_TIMEOUT } = this.#options;
        this.#closeTimer = setTimeout(() => this.destroy(), closeTimeout + CLOSE_MARGIN).unref();
        this.#carrier.driver.close(this.#carrier.connection);
      }
    }
    if (signal !== undefined) onAbort(signal, this.closed, (reason) => this.destroy(reason));
    return this.closed;
  }

  /** Ends the session at once, without an alert. With an error, `closed` rejects with it. */
  destroy(error?: Error | null): void {
    if (this.#state === 'ended') return;
    const carrier = this.#carrier;
    // A listener that calls this gets no further message.
    this.#messages.cancel();
    this.#end(error ?? undefined);
    carrier?.abandon();
  }

  /** Whether the session has ended. */
  get destroyed(): boolean {
    return this.#state === 'ended';
  }

  /** The address of the peer, a frozen object, see `addressChange`; undefined while its name is being looked up. */
  get remoteAddress(): SocketAddress | undefined {
    this[retainAddress]();
    return this.#remote;
  }

  /**
   * Longest message that `send` accepts, in bytes; 0 where it throws or the session is closing. It follows from `mtu`.
   */
  get maxMessageSize(): number {
    const canSend = this.#state === 'open' || (this.#state === 'handshaking' && this.#answersEarlyData);
    return canSend ? (this.#carrier?.connection.maxMessageSize ?? 0) : 0;
  }

  /**
   * The longest datagram that the path is assumed to carry, in bytes of UDP payload: the option, reduced when the network
   * refuses a datagram, raised by `mtuDiscovery`; RFC 9147 section 4.4. 0 unless the session is open. An application that
   * discovers the path MTU by itself sets it, 256 to 65507, at any time: throws ConfigError, and WirechartError
   * (ERR_DTLS_NOT_OPEN) unless the session is open.
   */
  get mtu(): number {
    return this.#state === 'open' ? (this.#carrier?.connection.maxDatagramSize ?? 0) : 0;
  }

  set mtu(size: number) {
    const { driver, connection } = this.#openCarrier();
    checkGiven('mtu', size);
    withPublicOptionNames(() => driver.configure(connection, { maxDatagramSize: size }));
  }

  /** The name that the client sent. On a server it is undefined before the handshake is complete. */
  get servername(): string | undefined {
    return this.#servername;
  }

  /** The negotiated application protocol (ALPN); undefined where there is none. */
  get alpnProtocol(): string | undefined {
    return this.#negotiated?.alpnProtocol;
  }

  /** IANA name of the negotiated SRTP protection profile; undefined where there is none. */
  get srtpProfile(): string | undefined {
    return this.#negotiated?.srtpProfile;
  }

  /** The identity of the external pre-shared key that authenticated both sides; undefined where none did. */
  get pskIdentity(): Uint8Array | undefined {
    return this.#negotiated?.pskIdentity && this.#outcome.result?.pskIdentity;
  }

  /** Whether this session resumed an earlier one with a ticket; false before the handshake is complete. */
  isSessionReused(): boolean {
    return this.#negotiated?.resumed ?? false;
  }

  /** Whether the handshake had a HelloRetryRequest, for a cookie or for another key share. */
  get helloRetry(): boolean {
    return this.#negotiated?.helloRetry ?? false;
  }

  /**
   * Keying material of this session; RFC 9846 section 7.5, RFC 5705. `length` is 0 to 255 digests of the cipher suite's
   * hash, `label` 1 to 249 ASCII characters. No context and an empty one give the same bytes. The caller owns the
   * result. Throws ConfigError outside these bounds or for other types, and WirechartError (ERR_DTLS_NOT_OPEN) unless
   * the session is open.
   */
  exportKeyingMaterial(length: number, label: string, context: Uint8Array = NO_CONTEXT): Uint8Array {
    const { connection } = this.#openCarrier();
    checkGiven('label', label);
    checkString('label', label);
    if (!types.isUint8Array(context)) throw new ConfigError('context', 'must be a Uint8Array');
    return connection.exportKeyingMaterial(label, context, length);
  }

  /**
   * Updates the traffic keys with which we send; RFC 9147 section 8. Resolves when the peer has acknowledged the update
   * and the new keys are in use; several calls can lead to one update. `requestPeer`: asks the peer to update its keys
   * too; default false. An update is not a new key exchange: see SECURITY.md. Rejects with ConfigError for an invalid
   * option, with WirechartError (ERR_DTLS_NOT_OPEN) unless the session is open and (ERR_DTLS_EPOCHS_EXHAUSTED) after
   * 65532 updates, and with the reason of the end if the session ends before: this rejection is marked as handled, so that
   * the peer cannot end the process.
   */
  updateKeys(options: { readonly requestPeer?: boolean | undefined } = {}): Promise<void> {
    return promised(() => {
      this.#keyUpdates ??= new KeyUpdates();
      return this.#keyUpdates.start(this.#writableCarrier, options);
    });
  }

  /**
   * Requests a certificate from the client after the handshake, on a server with `requestCert`; RFC 9846 section 4.7.2. The
   * client must have `postHandshakeAuth`, or offer it in another library. Resolves with the verified chain in DER, end
   * entity first, which `peerCertificate` then shows; empty where the client has no certificate for the request. Several
   * requests can be open, at most 16. A certificate that is refused ends the session, as in the handshake.
   *
   * `required`: a client without a certificate is refused too; default false. `timeout`: milliseconds until the session
   * ends with a TimeoutError if the client does not respond, 1 to 2^40 or Infinity; default `handshakeTimeout`.
   * `certificateAuthorities` (names in DER) and `oidFilters` replace those of `listen()`. Rejects with ConfigError for an
   * invalid option and without `requestCert`, with WirechartError: ERR_DTLS_NOT_OPEN unless the session is open,
   * ERR_DTLS_NO_CLIENT_AUTHENTICATION if this peer must not be asked, ERR_DTLS_TOO_MANY_REQUESTS; and with the reason of
   * the end if the session ends before: this rejection is marked as handled.
   */
  requestCertificate(options: CertificateRequestOptions = {}): Promise<readonly Uint8Array[]> {
    return promised(() => {
      this.#certificateRequests ??= new CertificateRequests();
      return this.#certificateRequests.start(this.#writableCarrier, options);
    });
  }

  /**
   * Moves a client session to another local address, because the network changed or is about to; RFC 9147 section 9. A
   * second socket is opened, and the session uses it, with another connection id, as soon as the peer has responded there
   * (RFC 9853). Until then, and when it fails, the session stays at its address. The old socket still receives for five
   * seconds. Resolves with the new local address.
   *
   * Rejects with TimeoutError if the peer does not respond, with SystemError if the address cannot be used (EADDRINUSE,
   * EADDRNOTAVAIL, EACCES, ENETUNREACH), with ConfigError for an invalid option, with the reason of the end if the session
   * ends before, and with WirechartError: ERR_DTLS_NOT_OPEN unless the session is open, ERR_DTLS_MIGRATING while another
   * call runs, ERR_DTLS_SHARED_SOCKET on a server, ERR_DTLS_NO_CONNECTION_IDS if the server did not issue a connection id,
   * and ERR_DTLS_NO_PATH_VALIDATION if the check was not negotiated. A failure after the call has returned is marked as
   * handled, so that the peer cannot end the process.
   */
  migrate(options: Binding = {}): Promise<SocketAddress> {
    return promised(() => {
      const binding = takeOptions(options, BINDING_OPTIONS, 'migrate()');
      checkBinding(binding);
      const { migration } = this.#openCarrier();
      if (migration === undefined) {
        throw new WirechartError('ERR_DTLS_SHARED_SOCKET', 'the socket of an endpoint belongs to all of its sessions');
      }
      return migration.start(binding);
    });
  }

  /** Throws WirechartError (ERR_DTLS_NOT_OPEN). */
  #openCarrier(): SessionCarrier {
    if (this.#state !== 'open' || this.#carrier === undefined) throw notOpen();
    return this.#carrier;
  }

  /** Undefined also when the peer has closed the connection, and its last records are awaited. */
  get #writableCarrier(): SessionCarrier | undefined {
    return this.#state === 'open' && this.maxMessageSize > 0 ? this.#carrier : undefined;
  }

  /** `DTLSv1.3`; undefined before the handshake is complete. */
  get protocol(): string | undefined {
    return this.#negotiated?.protocol;
  }

  /** The cipher suite in the form of node:tls; undefined before the handshake is complete. */
  get cipher(): { readonly name: string; readonly standardName: string; readonly version: string } | undefined {
    if (this.#negotiated === undefined) return undefined;
    const { cipherSuite, protocol } = this.#negotiated;
    return { name: cipherSuite, standardName: cipherSuite, version: protocol };
  }

  /**
   * The peer's certificate chain leads to a trust anchor, is for the right name (on a client), and the peer proved that
   * it has the private key; or the peer proved that it has an external pre-shared key (`pskIdentity`). False before the
   * handshake is complete.
   */
  get authorized(): boolean {
    if (this.#negotiated?.pskIdentity !== undefined) return true;
    return (
      this.#negotiated !== undefined && this.#peerCertificate !== undefined && this.authorizationError === undefined
    );
  }

  /** Why the peer is not authorized, where `rejectUnauthorized` is false. */
  get authorizationError(): CertificateError | undefined {
    return this.#peerCertificate?.error;
  }

  /** The certificates that the peer sent, in DER, end entity first; empty where it sent none. */
  get peerCertificateChain(): readonly Uint8Array[] {
    return this.#peerCertificate?.chain ?? [];
  }

  /** The end entity certificate of the peer; undefined where it sent none that can be parsed. */
  get peerX509Certificate(): X509Certificate | undefined {
    return this.#peerCertificate?.x509;
  }

  /** The same as PEM. */
  get peerCertificate(): string | undefined {
    return this.peerX509Certificate?.toString();
  }

  get stats(): SessionStats {
    return this.#counters.stats(this.#messages.dropped);
  }

  /**
   * The messages as an async iterable, until the session closes (the iteration ends) or fails (it throws). A bounded
   * number of messages waits for a slow reader; then the oldest is dropped. Several iterators share the messages: each
   * goes to one of them. A message that arrives while there are listeners and iterators goes to both. One that arrived
   * earlier goes to the first receiver.
   */
  messages(options: { readonly signal?: AbortSignal | undefined } = {}): MessageIterator {
    const { signal } = takeOptions(options, WAIT_OPTIONS, 'messages()');
    checkSignal(signal);
    return this.#messages.iterate(signal);
  }

  /**
   * The messages as an async iterable of batches, each with the messages that arrived together. The reader owns a batch with
   * its slab and arrays. Everything else is as with `messages()`, with which these iterators share the messages; the limits
   * `maxQueuedMessages` and `maxQueuedBytes` count messages.
   */
  batches(options: { readonly signal?: AbortSignal | undefined } = {}): BatchIterator {
    const { signal } = takeOptions(options, WAIT_OPTIONS, 'batches()');
    checkSignal(signal);
    return this.#messages.iterateBatches(signal);
  }

  [Symbol.asyncIterator](): MessageIterator {
    return this.messages();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** There is a connection to the peer. */
  [attach](carrier: SessionCarrier): void {
    this.#carrier = carrier;
    this.#counters.attach(carrier.connection);
    this.#remote = undefined;
  }

  /** The handshake was complete before there was this session. `awaitsDrain`: the connection accepts no messages for now. */
  [adopt]({ result, servername }: CompletedHandshake, awaitsDrain: boolean): void {
    this.#state = 'open';
    this.#negotiated = result;
    this.#elapsed = result.elapsed;
    this.#servername = servername;
    this.#drainExpected = awaitsDrain;
  }

  /** The session is closing. The endpoint closes the connection, and ends what takes too long. False: it was closing already. */
  [beginClose](): boolean {
    if (this.#state !== 'handshaking' && this.#state !== 'open') return false;
    this.#counters.closingAt = wallClock();
    if (this.#state === 'handshaking') this.#outcome.opened.reject(closedError());
    this.#state = 'closing';
    return true;
  }

  /** The application gives up the handshake: the peer gets user_canceled and close_notify; RFC 9846 section 6.1. */
  [abort](reason: Error): void {
    if (this.#state === 'handshaking') this.#carrier?.driver.close(this.#carrier.connection);
    this.destroy(reason);
  }

  /** The peer moved to another address. */
  [setRemoteAddress](remote: SocketAddress): void {
    this.#remote = remote;
    emitGuarded(this, 'addressChange', remote);
  }

  /** The carrier will not know the address any more. */
  [retainAddress](): void {
    this.#remote ??= this.#carrier?.remote;
  }

  /** The connection failed and another address is tried. Meanwhile, closing the session ends it at once. */
  [detach](): void {
    this[retainAddress]();
    this.#carrier = undefined;
    if (this.#state === 'closing') this.#end(undefined);
  }

  /**
   * The endpoint has verified the peer's certificate. `request`: after the handshake; the certificate counts when the
   * response is complete.
   */
  [setPeerCertificate](certificate: PeerCertificate, request: number | undefined): void {
    if (request === undefined) this.#peerCertificate = certificate;
    else this.#certificateRequests?.verified(request, certificate);
  }

  /** Whether the session has a receiver for messages. */
  get [hasReceiver](): boolean {
    return this.#messages.hasReceiver;
  }

  /** Messages of the peer arrived and are for the endpoint. */
  [passed](messages: ReceivedMessages): void {
    this.#counters.messagesReceived += messages.count;
    this.#counters.bytesReceived += messages.bytes;
  }

  /** Messages of the peer arrived. Borrows them. */
  [receive](messages: ReceivedMessages): void {
    if (this.#state === 'ended') return;
    this[passed](messages);
    this.#messages.receive(messages);
  }

  /** An event of the core or of the network. */
  [deliver](event: HostEvent): void {
    if (this.#state === 'ended') return;
    switch (event.kind) {
      case 'secure':
        this[complete](completedHandshake(event), event.elapsed);
        break;
      case 'earlyMessage':
        this.#answersEarlyData = true;
        break;
      case 'clientAuthentication':
        // A client without a certificate keeps the one of before.
        this.#peerCertificate = this.#certificateRequests?.responded(event.request) ?? this.#peerCertificate;
        break;
      case 'keyUpdate':
        if (event.direction === 'write') this.#keyUpdates?.updated(event.epoch);
        notify(this, event);
        break;
      case 'drain':
        this.#drain();
        break;
      case 'lost':
        this.#counters.messagesLost++;
        notify(this, event);
        break;
      case 'closed':
        this.#messages.flush();
        this.#end(undefined);
        break;
      case 'error':
        this.#messages.flush();
        this.#end(event.error);
        break;
      default:
        notify(this, event);
    }
  }

  /** The handshake is complete. `result` is borrowed: other sessions may have it too. `elapsed`: milliseconds. */
  [complete]({ result, servername }: CompletedHandshake, elapsed: number): void {
    if (this.#state !== 'handshaking') return;
    this.#servername ??= servername;
    this.#state = 'open';
    this.#negotiated = result;
    this.#elapsed = elapsed;
    this.#counters.handshakeCompletedAt = wallClock();
    this.#madeOutcome?.open(ownResult(result, elapsed));
    callListener(this.onhandshake, this, result.protocol);
    if (this.listenerCount('handshake') > 0) emitGuarded(this, 'handshake', this.#outcome.result);
    // The limit for answers to early data is gone.
    this.#drain();
  }

  #drain(): void {
    if (!this.#drainExpected) return;
    this.#drainExpected = false;
    callListener(this.ondrain, this);
    emitGuarded(this, 'drain');
  }

  #end(error: Error | undefined): void {
    // A listener of the last messages may have ended the session already.
    if (this.#state === 'ended') return;
    const handshaking = this.#state === 'handshaking';
    const migration = this.#carrier?.migration;
    const outcome = handshaking || error !== undefined ? this.#outcome : this.#madeOutcome;
    this[retainAddress]();
    this.#state = 'ended';
    this.#carrier = undefined;
    clearTimeout(this.#closeTimer);
    this.#counters.destroyedAt = wallClock();
    if (error !== undefined) rememberSessionError(error);
    if (handshaking) outcome?.opened.reject(error ?? closedError());
    this.#messages.end(error);
    // Most sessions wait for nothing, and an error with its stack takes as long as a record.
    const reason = (): Error => error ?? new WirechartError('ERR_DTLS_CLOSED', 'the session has ended');
    this.#keyUpdates?.end(reason);
    this.#certificateRequests?.end(reason);
    migration?.end(reason);
    if (error === undefined) outcome?.closed.resolve();
    else outcome?.closed.reject(error);
    this.#drain();
    if (error !== undefined) {
      callListener(this.onerror, this, error);
      emitGuarded(this, 'error', error);
    }
    emitGuarded(this, 'close');
  }
}

function closedError(): WirechartError {
  return new WirechartError('ERR_DTLS_CLOSED', 'the session was closed before its handshake was complete');
}

const NO_CONTEXT = new Uint8Array(0);
const BINDING_OPTIONS = { bindHost: true, bindPort: true } as const;
