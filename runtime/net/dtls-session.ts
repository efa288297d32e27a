import { X509Certificate } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { types } from 'node:util';
import { createCounters, type Statistics } from '../dtls13/statistics.ts';
import type { CertificateError } from '../errors/certificate-error.ts';
import { ConfigError } from '../errors/config-error.ts';
import { takeOptions } from '../errors/option-names.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import { checkSignal, onAbort, WAIT_OPTIONS } from './abort-signal.ts';
import type { SocketAddress } from './address.ts';
import { clock, wallClock } from './clock.ts';
import { type Deferred, deferred } from './deferred.ts';
import { Fifo } from './fifo.ts';
import type { HandshakeResult } from './handshake-result.ts';
import type { HostEvent } from './host-event.ts';
import { keyLogLine } from './key-log-line.ts';
import { emitGuarded, guard, rememberEnd } from './listener-guard.ts';
import { type MessageIterator, MessageQueue } from './message-queue.ts';
import type { SessionStats } from './session-stats.ts';

/** One step of a state machine, as in the charts. */
export interface TraceStep {
  /** Id of the machine. */
  readonly machine: string;
  /** Index into the machine's generated edge table. */
  readonly edge: number;
  /** Milliseconds, by a clock that never goes back: it began at the date when the process started. */
  readonly at: number;
}

/** Data that `send()` took and the operating system then refused. */
export interface Loss {
  /** Of the message. */
  readonly bytes: number;
  /** What the system said; with the code EMSGSIZE, `maxMessageSize` has shrunk. */
  readonly error: NodeJS.ErrnoException;
}

interface SessionEvents {
  handshake: [result: HandshakeResult];
  message: [data: Uint8Array];
  keylog: [line: string];
  trace: [step: TraceStep];
  /** Only with `allowHalfOpen`: the peer sends nothing more, and still hears us. */
  peerClosed: [];
  /** A message did not leave this machine after all. */
  lost: [loss: Loss];
  /** After `send()` returned false: it takes messages again; or the session is over, and it says so. */
  drain: [];
  error: [error: Error];
  close: [];
}

/** What a session asks of the endpoint that carries it. */
export interface SessionCarrier {
  /** Live numbers of the core. */
  readonly statistics: Statistics;
  /** Longest message that can be sent now, in bytes. */
  maxMessageSize(): number;
  exportKeyingMaterial(label: string, context: Uint8Array, length: number): Uint8Array;
  send(data: Uint8Array): boolean;
  /** Says close_notify. */
  close(): void;
  /** Forgets the session without a word to the peer. */
  abandon(): void;
}

/** How the endpoint moves a session on. Symbols, so that applications do not see it. */
export const attach = Symbol('attach');
export const detach = Symbol('detach');
export const deliver = Symbol('deliver');
export const setAuthorization = Symbol('judge');

/**
 * One DTLS association. Made by `connect()` and by `listen()`, in the shape of Node's experimental `node:dtls`.
 *
 * Everything that happens can be had in more than one way: callback properties (`onmessage`), events
 * (`on('message')`), promises (`opened`, `closed`), async iteration. A listener that throws causes an uncaught
 * exception of the process and disturbs nothing else here. `error` without a listener is no exception: `opened` and
 * `closed` report it too, and both are marked as handled, so that a peer's failure cannot end a process that did
 * not look.
 */
export class DtlsSession extends EventEmitter<SessionEvents> {
  /** Called once, with the protocol's name. */
  onhandshake: ((protocol: string) => void) | undefined;
  onerror: ((error: Error) => void) | undefined;
  /** Called with each line of the key log, without a line end, where the option `keylog` is set. */
  onkeylog: ((line: string) => void) | undefined;
  /** Called with each message that did not leave this machine although `send()` took it. */
  onlost: ((loss: Loss) => void) | undefined;
  /** Called once after `send()` returned false, when it is worth trying again. */
  ondrain: (() => void) | undefined;

  /**
   * Settles when the handshake is over. Rejects with what ended it: AlertError, PeerError, CertificateError,
   * TimeoutError, the system's error, the abort reason; or ERR_DTLS_CLOSED after `close()` or `destroy()`.
   */
  readonly opened: Promise<HandshakeResult>;
  /** Settles when the session is over: resolves after close_notify and `destroy()`, rejects with a fatal error. */
  readonly closed: Promise<void>;

  #servername: string | undefined;
  #carrier: SessionCarrier | undefined;
  #statistics: Statistics = noStatistics;
  #remote: SocketAddress | undefined;
  #result: HandshakeResult | undefined;
  #authorized = false;
  #authorizationError: CertificateError | undefined;
  #peerChain: readonly Uint8Array[] = [];
  #state: 'handshaking' | 'open' | 'closing' | 'over' = 'handshaking';
  readonly #queue: MessageQueue;
  #onmessage: ((data: Uint8Array) => void) | undefined;
  /** Messages that waited for a listener which has come: they are told before all others. */
  readonly #waiting = new Fifo<Uint8Array>();
  /** `send` said no, so somebody may wait for `drain`. */
  #drainExpected = false;
  readonly #opened: Deferred<HandshakeResult> = deferred();
  readonly #closed: Deferred<void> = deferred();
  readonly #stats = {
    createdAt: wallClock(),
    handshakeCompletedAt: undefined as number | undefined,
    closingAt: undefined as number | undefined,
    destroyedAt: undefined as number | undefined,
    messagesSent: 0,
    messagesReceived: 0,
    bytesSent: 0,
    bytesReceived: 0,
    messagesLost: 0,
  };

  /** Applications get sessions from `connect()` and `listen()`. */
  constructor(servername: string | undefined, maxQueuedMessages: number, maxQueuedBytes = DEFAULT_QUEUED_BYTES) {
    super();
    this.#servername = servername;
    this.#queue = new MessageQueue(maxQueuedMessages, maxQueuedBytes);
    this.opened = this.#opened.promise;
    this.closed = this.#closed.promise;
  }

  static {
    // What waits for a listener must learn that one has come. `once` and the others go through these three.
    for (const name of ['on', 'addListener', 'prependListener'] as const) {
      const inherited = EventEmitter.prototype[name];
      const value = function (this: DtlsSession, event: string | symbol, listener: (...values: unknown[]) => void) {
        Reflect.apply(inherited, this, [event, listener]);
        if (event === 'message') this.#deliverWaiting();
        return this;
      };
      Object.defineProperty(DtlsSession.prototype, name, { value, writable: true, configurable: true });
    }
  }

  /**
   * Called with each message; the bytes are the application's to keep. Messages that came before there was a listener,
   * and that no iterator claimed, are told first, after the call that set it. Throws ConfigError for what is no function.
   */
  get onmessage(): ((data: Uint8Array) => void) | undefined {
    return this.#onmessage;
  }

  set onmessage(listener: ((data: Uint8Array) => void) | undefined | null) {
    if (listener !== undefined && listener !== null && typeof listener !== 'function') {
      throw new ConfigError('onmessage', 'is not a function');
    }
    this.#onmessage = listener ?? undefined;
    this.#deliverWaiting();
  }

  /**
   * Sends one message as one datagram; the bytes are borrowed for the call. A string is sent as UTF-8.
   *
   * False: it was not taken, because the network takes no more right now, or because the session is closing: `drain`
   * follows, when it is worth trying again. True means that it is on its way to the operating system, not that it
   * arrives; what the system refuses is told by `lost`.
   *
   * Throws MessageTooLargeError for more than one record on this path can hold, ConfigError for what is
   * neither or whose memory was transferred, and WirechartError: ERR_DTLS_NOT_OPEN before the handshake is over, ERR_DTLS_CLOSED when the session is
   * over. Out of a listener of this library, ERR_DTLS_CLOSED is no uncaught exception.
   */
  send(data: Uint8Array | string): boolean {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    if (!types.isUint8Array(bytes)) throw new ConfigError('data', 'is neither a string nor a Uint8Array');
    if (bytes.length === 0 && isDetached(bytes)) throw new ConfigError('data', 'has no memory: it was transferred');
    if (this.#state === 'handshaking') {
      throw new WirechartError('ERR_DTLS_NOT_OPEN', 'the handshake is not over: await `opened` before sending');
    }
    if (this.#state === 'over') throw new WirechartError('ERR_DTLS_CLOSED', 'the session is over');
    if (this.#state !== 'open' || this.#carrier?.send(bytes) !== true) {
      this.#drainExpected = true;
      return false;
    }
    this.#stats.messagesSent++;
    this.#stats.bytesSent += bytes.length;
    return true;
  }

  /**
   * Says close_notify and waits for the peer's, for `closeTimeout` at most: then the session ends as if it had come.
   * Where the handshake is not over it is given up, and the server is told. Returns `closed`. Calling it twice is fine.
   * `signal` ends the wait: the session is destroyed then, and the promise rejects with the signal's reason.
   */
  close(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    const { signal } = takeOptions(options, WAIT_OPTIONS, 'close()');
    checkSignal(signal);
    if (this.#state === 'handshaking' || this.#state === 'open') {
      this.#stats.closingAt = wallClock();
      if (this.#state === 'handshaking') this.#opened.reject(closedError());
      this.#state = 'closing';
      if (this.#carrier === undefined) this.#finish(undefined);
      else this.#carrier.close();
    }
    if (signal !== undefined) onAbort(signal, this.closed, (reason) => this.destroy(reason));
    return this.closed;
  }

  /** Ends the session at once, without a word to the peer. With an error, `closed` rejects with it. */
  destroy(error?: Error | null): void {
    if (this.#state === 'over') return;
    const carrier = this.#carrier;
    // From inside a listener: it hears no more of what waited for it.
    this.#queue.putBack(this.#waiting.takeAll());
    this.#finish(error ?? undefined);
    carrier?.abandon();
  }

  /** True once the session is over, in whatever way. */
  get destroyed(): boolean {
    return this.#state === 'over';
  }

  /** Where the peer is; undefined while its name is being looked up. */
  get remoteAddress(): SocketAddress | undefined {
    return this.#remote;
  }

  /** Longest message `send` takes, in bytes; 0 before the handshake is over and after the end. It follows from `mtu`. */
  get maxMessageSize(): number {
    return this.#state === 'open' ? (this.#carrier?.maxMessageSize() ?? 0) : 0;
  }

  /** The name that was sent to the server, or that the client sent: then undefined before the handshake is over. */
  get servername(): string | undefined {
    return this.#servername;
  }

  /** The application protocol (ALPN) that was agreed on; undefined where there is none. */
  get alpnProtocol(): string | undefined {
    return this.#result?.alpnProtocol;
  }

  /** IANA name of the SRTP protection profile that was agreed on; undefined where there is none. */
  get srtpProfile(): string | undefined {
    return this.#result?.srtpProfile;
  }

  /** The handshake took a HelloRetryRequest, for a cookie or for another key share. */
  get helloRetry(): boolean {
    return this.#result?.helloRetry ?? false;
  }

  /**
   * Bytes that only both ends of this session can make; RFC 9846 section 7.5, RFC 5705. `length` is 0 to 255 digests
   * of the cipher suite's hash, `label` 1 to 249 ASCII characters. No context and an empty one give the same bytes.
   * Throws ConfigError outside these bounds or for other types, and WirechartError (ERR_DTLS_NOT_OPEN) unless the session is open.
   */
  exportKeyingMaterial(length: number, label: string, context: Uint8Array = NOTHING): Uint8Array {
    if (this.#state !== 'open' || this.#carrier === undefined) {
      throw new WirechartError('ERR_DTLS_NOT_OPEN', 'keying material is exported while the session is open');
    }
    if (typeof label !== 'string') throw new ConfigError('label', 'is not a text');
    if (!types.isUint8Array(context)) throw new ConfigError('context', 'is not a Uint8Array');
    return this.#carrier.exportKeyingMaterial(label, context, length);
  }

  /** `DTLSv1.3`; undefined before the handshake is over. */
  get protocol(): string | undefined {
    return this.#result?.protocol;
  }

  /** The cipher suite in the form of node:tls; undefined before the handshake is over. */
  get cipher(): { readonly name: string; readonly standardName: string; readonly version: string } | undefined {
    if (this.#result === undefined) return undefined;
    const { cipherSuite, protocol } = this.#result;
    return { name: cipherSuite, standardName: cipherSuite, version: protocol };
  }

  /**
   * The peer showed a chain that leads to a trust anchor and, for a client, is for the right name, and proved to have
   * its key. False before the handshake is over.
   */
  get authorized(): boolean {
    return this.#authorized && this.#result !== undefined;
  }

  /** Why it is not authorized, where `rejectUnauthorized` is false and it is not. */
  get authorizationError(): CertificateError | undefined {
    return this.#authorizationError;
  }

  /** The peer's certificates in DER, end entity first, as it sent them; empty where it showed none. */
  get peerCertificateChain(): readonly Uint8Array[] {
    return this.#peerChain.map((der) => der.slice());
  }

  /** The peer's own certificate; undefined where it showed none, or something that is none. */
  get peerX509Certificate(): X509Certificate | undefined {
    const [first] = this.#peerChain;
    if (first === undefined) return undefined;
    try {
      return new X509Certificate(first);
    } catch {
      return undefined;
    }
  }

  /** The same as PEM. */
  get peerCertificate(): string | undefined {
    return this.peerX509Certificate?.toString();
  }

  get stats(): SessionStats {
    const { retransmissions, reassemblyBytes, discarded } = this.#statistics;
    const messagesDropped = this.#queue.dropped;
    return { ...this.#stats, messagesDropped, retransmissions, reassemblyBytes, discarded: { ...discarded } };
  }

  /**
   * The messages as an async iterable, until the session closes (ends) or fails (throws). A bounded number waits for
   * a slow reader; then the oldest goes. Several iterators share the messages between them. Listeners and iterators get
   * every message that comes while both are there; one that came before is told once, to whoever is there first.
   */
  messages(options: { readonly signal?: AbortSignal } = {}): MessageIterator {
    const { signal } = takeOptions(options, WAIT_OPTIONS, 'messages()');
    checkSignal(signal);
    return this.#queue.iterate(signal);
  }

  [Symbol.asyncIterator](): MessageIterator {
    return this.messages();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The endpoint has found the way to the peer. */
  [attach](carrier: SessionCarrier, remote: SocketAddress | undefined): void {
    this.#carrier = carrier;
    this.#statistics = carrier.statistics;
    this.#remote = remote;
  }

  /** This way to the peer is given up and another one sought, in which time closing the session ends it at once. */
  [detach](): void {
    this.#carrier = undefined;
    if (this.#state === 'closing') this.#finish(undefined);
  }

  /** The endpoint has looked at the peer's chain. */
  [setAuthorization](chain: readonly Uint8Array[], error: CertificateError | undefined): void {
    this.#peerChain = chain;
    this.#authorized = error === undefined;
    this.#authorizationError = error;
  }

  /** The core reports something. */
  [deliver](event: HostEvent): void {
    if (this.#state === 'over') return;
    switch (event.kind) {
      case 'secure':
        this.#open(event);
        break;
      case 'message':
        this.#message(event.data);
        break;
      case 'keylog': {
        const line = keyLogLine(event.label, event.clientRandom, event.secret);
        guard(() => this.onkeylog?.(line));
        emitGuarded(this, 'keylog', line);
        break;
      }
      case 'transition':
        emitGuarded(this, 'trace', { machine: event.machine, edge: event.edge, at: clock() });
        break;
      case 'peerClosed':
        emitGuarded(this, 'peerClosed');
        break;
      case 'drain':
        this.#drained();
        break;
      case 'lost': {
        const { bytes, error } = event;
        this.#stats.messagesLost++;
        guard(() => this.onlost?.({ bytes, error }));
        emitGuarded(this, 'lost', { bytes, error });
        break;
      }
      case 'closed':
        this.#emitWaiting();
        this.#finish(undefined);
        break;
      case 'error':
        this.#emitWaiting();
        this.#finish(event.error);
        break;
    }
  }

  #open(event: Extract<HostEvent, { kind: 'secure' }>): void {
    if (this.#state !== 'handshaking') return;
    const { kind: _, servername, ...result } = event;
    this.#servername ??= servername;
    this.#state = 'open';
    this.#result = result;
    this.#stats.handshakeCompletedAt = wallClock();
    this.#opened.resolve(result);
    guard(() => this.onhandshake?.(result.protocol));
    emitGuarded(this, 'handshake', result);
  }

  #message(data: Uint8Array): void {
    this.#stats.messagesReceived++;
    this.#stats.bytesReceived += data.length;
    const heard = this.#hasListener;
    // Kept while nobody listens at all, because somebody may still come.
    if (!heard) this.#queue.push(data);
    // For an iterator besides, in memory of its own: a listener may transfer what it got.
    else if (this.#queue.iterated) this.#queue.push(new Uint8Array(data), true);
    if (!heard) return;
    // An iterator that was left may have left something behind.
    this.#deliverWaiting();
    if (this.#waiting.length > 0) this.#waiting.push(data);
    else this.#emitMessage(data);
  }

  #emitMessage(data: Uint8Array): void {
    guard(() => this.#onmessage?.(data));
    emitGuarded(this, 'message', data);
  }

  /** Somebody listens. */
  get #hasListener(): boolean {
    return this.#onmessage !== undefined || this.listenerCount('message') > 0;
  }

  /** A listener may have come: it gets what waited, but not before the call that brought it has returned. */
  #deliverWaiting(): void {
    if (this.#waiting.length > 0 || this.#queue.length === 0 || !this.#hasListener) return;
    for (const data of this.#queue.takeAll()) this.#waiting.push(data);
    if (this.#waiting.length > 0) process.nextTick(() => this.#emitWaiting());
  }

  /** In order, as long as somebody listens; the rest waits for the next. */
  #emitWaiting(): void {
    while (this.#waiting.length > 0 && this.#hasListener) this.#emitMessage(this.#waiting.shift() as Uint8Array);
    if (this.#waiting.length > 0) this.#queue.putBack(this.#waiting.takeAll());
  }

  #drained(): void {
    if (!this.#drainExpected) return;
    this.#drainExpected = false;
    guard(() => this.ondrain?.());
    emitGuarded(this, 'drain');
  }

  #finish(error: Error | undefined): void {
    // A listener that was told what waited for it has ended the session already.
    if (this.#state === 'over') return;
    const handshaking = this.#state === 'handshaking';
    this.#state = 'over';
    this.#carrier = undefined;
    this.#stats.destroyedAt = wallClock();
    if (error !== undefined) rememberEnd(error);
    if (handshaking) this.#opened.reject(error ?? closedError());
    this.#queue.end(error);
    if (error === undefined) this.#closed.resolve();
    else this.#closed.reject(error);
    this.#drained();
    if (error !== undefined) {
      guard(() => this.onerror?.(error));
      emitGuarded(this, 'error', error);
    }
    emitGuarded(this, 'close');
  }
}

/** Node 20 has no `ArrayBuffer.detached`, but makes no view of such a buffer. */
function isDetached({ buffer }: Uint8Array): boolean {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

function closedError(): WirechartError {
  return new WirechartError('ERR_DTLS_CLOSED', 'the session was closed before its handshake was over');
}

/** Bytes of messages that wait for a listener or a reader, in one session. */
const DEFAULT_QUEUED_BYTES = 262_144;

const NOTHING = new Uint8Array(0);
const noStatistics = createCounters();
