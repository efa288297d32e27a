import { EventEmitter } from 'node:events';
import type { ApplicationResponse, Connection } from '../dtls13/endpoint.ts';
import { checkFunction } from '../errors/option-checks.ts';
import { takeOptions } from '../errors/option-names.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import { checkSignal, onAbort, WAIT_OPTIONS } from './abort-signal.ts';
import type { SocketAddress } from './address.ts';
import { clock, wallClock } from './clock.ts';
import { CLOSE_MARGIN } from './common-options.ts';
import { OutgoingDatagrams } from './datagram-pool.ts';
import type { DatagramSocket, ReceivedDatagrams } from './datagram-socket.ts';
import { type Deferred, deferred } from './deferred.ts';
import { Driver } from './driver.ts';
import {
  attach,
  beginClose,
  complete,
  type DtlsSession,
  deliver,
  hasReceiver,
  passed,
  receive,
  setRemoteAddress,
} from './dtls-session.ts';
import type { BatchOwner, EndpointBatch } from './endpoint-batch.ts';
import { type CarrierOwner, EndpointCarrier } from './endpoint-carrier.ts';
import type { EndpointEvents } from './endpoint-events.ts';
import { EndpointMessages } from './endpoint-messages.ts';
import type { EndpointParts } from './endpoint-parts.ts';
import { EndpointCounters, type EndpointStats } from './endpoint-stats.ts';
import { checkFreshness } from './freshness-check.ts';
import type { SecureEvent } from './handshake-results.ts';
import { HeldPaths } from './held-paths.ts';
import type { HostEvent } from './host-event.ts';
import { keyLogLine } from './key-log-line.ts';
import { checkedDatagram } from './legacy-datagrams.ts';
import { callListener, emitGuarded } from './listener-guard.ts';
import { requireMessageSizes } from './message-spans.ts';
import { lookUpPsk } from './psk-lookup.ts';
import { ReceivedBatch } from './received-batch.ts';
import type { ReceivedMessages } from './received-messages.ts';
import { nameRemote, remoteName } from './remote-name.ts';
import { SessionTable } from './session-table.ts';
import { createUdpCounters } from './udp-counters.ts';

type EndEvent = Extract<HostEvent, { readonly kind: 'closed' | 'error' }>;

/** Methods for `listen()`. */
export const bind = Symbol('bind');
export const refersTo = Symbol('refersTo');

/**
 * A UDP socket with many sessions. Created by `listen()`.
 *
 * No datagram and no error of the network ends an endpoint. A handshake that fails is an event (`handshakeerror`) and
 * counts in `stats`; the application gets a session when its handshake is complete.
 */
export class DtlsEndpoint extends EventEmitter<EndpointEvents> {
  /** Settles when the endpoint is bound. Marked as handled; when it rejects, `closed` rejects too. */
  readonly listening: Promise<void>;
  /** Resolves when the socket is closed; rejects with the error given to `destroy()`. Marked as handled. */
  readonly closed: Promise<void>;

  readonly #parts: EndpointParts;
  readonly #driver: Driver;
  readonly #sessions: SessionTable;
  readonly #heldPaths: HeldPaths;
  readonly #carriers: CarrierOwner;
  readonly #messages: EndpointMessages;
  readonly #batch = new ReceivedBatch();
  #socket: DatagramSocket | undefined;
  /** `unref` was called before there was a socket. */
  #unref = false;
  #state: 'open' | 'closing' | 'ended' = 'open';
  readonly #listening: Deferred<void> = deferred();
  readonly #closed: Deferred<void> = deferred();
  readonly #counters = new EndpointCounters();
  #closeTimer: NodeJS.Timeout | undefined;

  /** Applications get endpoints from `listen()`. */
  constructor(parts: EndpointParts) {
    super();
    this.#parts = parts;
    this.listening = this.#listening.promise;
    this.closed = this.#closed.promise;
    this.#sessions = new SessionTable((connection) => this.#makeSession(connection));
    this.#heldPaths = new HeldPaths(parts.listener, parts.paths);
    const internalError = (error: unknown): void => {
      this.#counters.internalErrors++;
      emitGuarded(this, 'internalerror', error);
    };
    this.#messages = new EndpointMessages(this, this.#makeBatchOwner(), internalError);
    this.#messages.callback = parts.onBatch;
    this.#driver = new Driver(parts.listener, parts.datagramSize, {
      messages: this.#deliverMessages,
      event: this.#handleEvent,
      path: (of, event) => this.#heldPaths.handle(of, event),
      request: (of, request) => {
        const respond = (response: ApplicationResponse): void => this.#driver.respond(response);
        if (request.kind === 'freshness') {
          // Without a session: a rejected connection is forgotten.
          const remote = parts.paths.remote(of.path);
          const failed = (error: Error): void => emitGuarded(this, 'earlydataerror', error, remote);
          if (parts.earlyData !== undefined) checkFreshness(parts.earlyData.store, request, respond, failed);
          return;
        }
        const session = this.#sessions.create(of);
        if (request.kind === 'chain') {
          parts.verifier.verify(request, session, respond);
          return;
        }
        const failed = (error: Error): void => emitGuarded(this, 'pskerror', error, session.remoteAddress);
        if (parts.pskCallback !== undefined) lookUpPsk(parts.pskCallback, request, session, respond, failed);
      },
      transmit: this.#transmit,
      unrouted: (index) => {
        const { slab, at, length, path } = this.#batch;
        const remote = parts.paths.remote(path[index] as number);
        if (remote !== undefined) parts.unrouted?.(remote, slab, at[index] as number, length[index] as number);
      },
      flush: () => this.#socket?.flush(),
      internalError,
    });
    this.#carriers = {
      driver: this.#driver,
      verifiesPeers: parts.requestsCertificates,
      remote: (path) => parts.paths.remote(path),
      abandon: (connection) => {
        this.#driver.abandon(connection);
        this.#remove(connection);
        this.#endWhenEmpty();
      },
    };
  }

  /**
   * Called with the messages of one session that arrived together; see `EndpointBatch`, which is borrowed for the call. It gets the
   * messages of all sessions that have no receiver of their own: `onmessage`, `onBatch`, a listener of `message` or
   * `batch`, or an iterator. Where `listen()` has no `onsession`, a session object exists only where `batch.session` is used, and
   * where the application decides about the client: `pskCallback`, `requestCert`, `earlyData`. What it throws, and what a
   * promise that it returns rejects with, is counted (`internalErrors`) and reported by `internalerror`.
   * Throws ConfigError for anything but a function.
   */
  get onBatch(): ((batch: EndpointBatch) => void) | undefined {
    return this.#messages.callback;
  }

  set onBatch(listener: ((batch: EndpointBatch) => void) | undefined | null) {
    checkFunction('onBatch', listener ?? undefined);
    this.#messages.callback = listener ?? undefined;
  }

  /**
   * Called when a connection without a session, for which `batch.send()` returned false, accepts messages again: with a batch
   * without messages, borrowed for the call. A session has its own event. Throws ConfigError for anything but a function.
   */
  get ondrain(): ((batch: EndpointBatch) => void) | undefined {
    return this.#messages.drainCallback;
  }

  set ondrain(listener: ((batch: EndpointBatch) => void) | undefined | null) {
    checkFunction('ondrain', listener ?? undefined);
    this.#messages.drainCallback = listener ?? undefined;
  }

  /** The local address. Throws WirechartError (ERR_DTLS_NOT_LISTENING) before the endpoint is bound and after its end. */
  address(): SocketAddress {
    if (this.#socket === undefined || this.#state === 'ended') {
      throw new WirechartError('ERR_DTLS_NOT_LISTENING', 'the endpoint is not bound');
    }
    return this.#socket.address();
  }

  /** Sessions whose handshake is over and that have not ended. */
  get sessions(): number {
    return this.#sessions.open;
  }

  /** The option `maxSessions`. */
  get maxSessions(): number {
    return this.#parts.maxSessions;
  }

  /** Whether there are `maxSessions` sessions, so that a new one evicts another or is not accepted. */
  get atCapacity(): boolean {
    return this.sessions >= this.#parts.maxSessions;
  }

  get destroyed(): boolean {
    return this.#state === 'ended';
  }

  get stats(): EndpointStats {
    const udp = this.#socket?.counters ?? createUdpCounters();
    return this.#counters.stats(udp, this.#driver, this.#parts.listener);
  }

  /**
   * Accepts no new sessions, sends close_notify on all of them, 256 in a turn of the event loop, and closes the socket when they
   * have ended. Sessions that are open after `closeTimeout`, when close_notify was sent on all of them, are destroyed. Incomplete
   * handshakes are aborted with an alert, and `onsession` is not called any more. Returns `closed`. `signal` ends the wait: the
   * endpoint is destroyed.
   */
  close(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    const { signal } = takeOptions(options, WAIT_OPTIONS, 'close()');
    checkSignal(signal);
    if (this.#state === 'open') {
      this.#state = 'closing';
      this.#limitClosing();
      // At once, but their connections are closed by the listener: some now, and the others in later turns of the event loop.
      this.#sessions.forEachOpen((session) => session[beginClose]());
      this.#endWhenEmpty();
      // Incomplete handshakes too, whose sessions the application does not have.
      this.#driver.close(this.#parts.listener);
      // After the driver has delivered their events.
      process.nextTick(() => this.#endWhenEmpty());
    }
    if (signal !== undefined) onAbort(signal, this.closed, (reason) => this.destroy(reason));
    return this.closed;
  }

  /** Ends all sessions and closes the socket at once, without alerts. */
  destroy(error?: Error | null): void {
    if (this.#state === 'ended') return;
    this.#end(error ?? undefined);
  }

  /**
   * Sends a datagram as it is, unprotected by this library: the answer of another stack to a peer of `onLegacyHello`. The
   * datagram is copied. One that the system does not take is counted in `stats.networkFailures`. Throws ConfigError for
   * another value than bytes and an address, WirechartError (ERR_DTLS_NOT_LISTENING) if the endpoint is not bound.
   */
  sendDatagram(datagram: Uint8Array, peer: SocketAddress): void {
    const remote = checkedDatagram(datagram, peer);
    if (this.#socket === undefined || this.#state === 'ended') {
      throw new WirechartError('ERR_DTLS_NOT_LISTENING', 'the endpoint is not bound');
    }
    const buffer = { bytes: new Uint8Array(datagram), length: Int32Array.of(datagram.length), count: 1 };
    this.#socket.send(buffer, remote);
    this.#socket.flush();
  }

  /** Replaces the keys for cookies; see the option `cookieKeys`. Throws ConfigError. */
  setCookieKeys(keys: readonly Uint8Array[]): void {
    this.#parts.listener.setCookieKeys(keys);
  }

  /** Replaces the keys for tickets; see the option `ticketKeys`. Throws ConfigError. */
  setTicketKeys(keys: readonly Uint8Array[]): void {
    this.#parts.listener.setTicketKeys(keys);
  }

  /** The endpoint keeps the process alive while it is open. This is the default. */
  ref(): this {
    this.#unref = false;
    this.#socket?.ref();
    return this;
  }

  /** The endpoint does not keep the process alive. */
  unref(): this {
    this.#unref = true;
    this.#socket?.unref();
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Whether the endpoint refers to this object of a connection; see `PathResolver.holds`. */
  [refersTo](connection: Connection): boolean {
    return (
      this.#sessions.find(connection) !== undefined ||
      this.#heldPaths.refersTo(connection) ||
      this.#driver.refersTo(connection)
    );
  }

  #makeBatchOwner(): BatchOwner {
    return {
      remoteOf: ({ path }) => this.#parts.paths.remote(path),
      sessionOf: (connection) => this.#sessionOf(connection),
      send: (connection, data) => {
        const session = this.#sessions.find(connection);
        if (session === undefined) return this.#driver.send(connection, data);
        return !session.destroyed && session.send(data);
      },
      sendMany: (connection, messages) => {
        const session = this.#sessions.find(connection);
        if (session !== undefined) {
          return session.destroyed ? 0 : session.sendMany(messages.slab, messages.at, messages.length);
        }
        const { maxMessageSize } = connection;
        if (maxMessageSize > 0) requireMessageSizes(messages, maxMessageSize);
        return this.#driver.sendMany(connection, messages);
      },
    };
  }

  /** Binds to an IP address. Throws the error of the operating system. */
  [bind](address: string, port: number): void {
    if (this.#state !== 'open') return;
    this.#socket = this.#parts.sockets.open(address, port, this.#parts.udp, {
      received: this.#receive,
      sent: (buffer) => {
        if (buffer instanceof OutgoingDatagrams) this.#driver.sent(buffer);
      },
      unsent: (buffer, index, error) => {
        if (buffer instanceof OutgoingDatagrams) this.#driver.unsent(buffer, index, error);
      },
      // The socket counts it. An error about one peer must not end the sessions of others.
      failure: () => {},
    });
    if (this.#unref) this.#socket.unref();
    this.#listening.resolve();
  }

  /** These three are properties, so that the socket and the driver call them without a function in between. */
  readonly #receive = ({ slab, at, length, remote, count, ownsSlab }: ReceivedDatagrams): void => {
    const { paths, listener } = this.#parts;
    const batch = this.#batch;
    // With several datagrams, the memory of one is that of all.
    const ownsMessages = ownsSlab && count === 1;
    batch.begin(slab, ownsMessages);
    let last: SocketAddress | undefined;
    let path: number | undefined;
    for (let index = 0; index < count; index++) {
      const from = remote[index] as SocketAddress;
      const begin = at[index] as number;
      if (from !== last) {
        last = from;
        path = paths.held(from);
      }
      if (path !== undefined && listener.batches(path, slab[begin] as number)) {
        batch.add(begin, length[index] as number, path);
        continue;
      }
      // Alone: the datagrams before it may end the session that a new ClientHello would belong to; the application may have
      // to verify the client before the next datagram can be decrypted; and an idle path may be evicted for the next one.
      this.#handle(batch);
      this.#receiveAlone(from, slab, begin, length[index] as number);
      batch.begin(slab, ownsMessages);
      // It may be secure now.
      last = undefined;
    }
    this.#handle(batch);
  };

  /** While the endpoint closes, only datagrams of its sessions and handshakes. */
  #receiveAlone({ address, port }: SocketAddress, slab: Uint8Array, at: number, length: number): void {
    const { paths } = this.#parts;
    const isExpected = this.#state === 'open' || paths.isHeld(address, port);
    const path = isExpected ? paths.open(address, port) : undefined;
    if (path === undefined) {
      this.#counters.datagramsRefused++;
      return;
    }
    const batch = this.#batch;
    batch.begin(slab, false);
    batch.add(at, length, path);
    this.#handle(batch);
    // A handshake may have started: a flood must not evict its path.
    this.#heldPaths.begin(path);
  }

  /** Gives the datagrams to the core. */
  #handle(batch: ReceivedBatch): void {
    if (batch.count === 0) {
      batch.clear();
      return;
    }
    this.#driver.receive(batch);
    this.#parts.legacyDatagrams?.deliver();
    const { refusedHellos } = this.#parts;
    // Now, outside of the core: a listener may call any method of the endpoint.
    if (refusedHellos.length === 0) return;
    for (const { error, remote } of refusedHellos.splice(0)) emitGuarded(this, 'hellorefused', error, remote);
  }

  readonly #transmit = (datagrams: OutgoingDatagrams): void => {
    const remote = this.#parts.paths.remote(datagrams.path);
    if (remote === undefined || this.#socket === undefined) process.nextTick(() => this.#driver.sent(datagrams));
    else this.#socket.send(datagrams, remote);
  };

  readonly #deliverMessages = (of: Connection, messages: ReceivedMessages): void => {
    const session = this.#sessions.find(of);
    const isForEndpoint =
      this.#messages.hasListener &&
      session?.[hasReceiver] !== true &&
      (session === undefined || this.#sessions.isOpen(of));
    if (isForEndpoint) {
      session?.[passed](messages);
      this.#messages.deliver(of, messages);
    } else if (session !== undefined) session[receive](messages);
    else this.#counters.messagesDropped += messages.count;
  };

  readonly #handleEvent = (of: Connection, event: HostEvent): void => {
    const session = this.#sessions.find(of);
    switch (event.kind) {
      case 'newPath':
      case 'pathRejected':
        // The path is held already.
        break;
      case 'pathChanged': {
        const moved = this.#parts.paths.remote(event.path);
        if (moved !== undefined) session?.[setRemoteAddress](moved);
        break;
      }
      case 'withdrawn':
        this.#remove(of);
        this.#endWhenEmpty();
        break;
      case 'secure':
        this.#secured(of, event);
        break;
      case 'closed':
      case 'error':
        this.#ended(of, session, event);
        break;
      case 'earlyMessage': {
        const early = this.#sessions.create(of);
        early[deliver](event);
        // While the endpoint closes, no session opens.
        if (this.#state === 'open') callListener(this.#parts.earlyData?.onmessage, undefined, event.data, early);
        break;
      }
      default:
        if (session !== undefined) session[deliver](event);
        else this.#handleWithoutSession(of, event);
    }
  };

  /** An event of a connection that has no session yet, has none any more, or never gets one. */
  #handleWithoutSession(of: Connection, event: HostEvent): void {
    switch (event.kind) {
      case 'drain':
        if (!this.#createsSessions) this.#messages.drained(of);
        break;
      case 'lost': {
        if (this.#createsSessions) break;
        const { path, bytes, error } = event;
        emitGuarded(this, 'lost', { bytes, error }, this.#parts.paths.remote(path));
        break;
      }
      case 'peerClosed':
        // There is no session to send what the peer waits for.
        this.#driver.close(of);
        break;
      case 'keylog':
      case 'transition':
        if (this.#createsSessions) this.#sessions.create(of)[deliver](event);
        else if (event.kind === 'keylog') {
          callListener(this.#parts.keylog, undefined, keyLogLine(event.label, event.clientRandom, event.secret));
        } else callListener(this.#parts.trace, undefined, { machine: event.machine, edge: event.edge, at: clock() });
        break;
    }
  }

  #secured(of: Connection, event: SecureEvent): void {
    if (this.#state !== 'open') {
      // A handshake that completes while the endpoint closes: the core ends it with `closed`.
      this.#sessions.create(of);
      return;
    }
    this.#counters.sessionsOpened++;
    // A listener may end the connection.
    const completed = this.#sessions.complete(of, event);
    const createsSessions = this.#createsSessions;
    const session = createsSessions ? this.#sessions.create(of) : this.#sessions.find(of);
    if (session === undefined) return;
    if (createsSessions) {
      // The application gets the session first, so that it can add listeners for its first event.
      callListener(this.#parts.onsession, undefined, session);
      emitGuarded(this, 'session', session);
    }
    session[complete](completed, event.elapsed);
  }

  #ended(of: Connection, session: DtlsSession | undefined, event: EndEvent): void {
    const remote = this.#parts.paths.remote(of.path);
    const opened = this.#sessions.isOpen(of);
    this.#remove(of);
    if (event.kind === 'error' && remote !== undefined) {
      nameRemote(event.error, remoteName(remote.address, remote.port));
    }
    if (!opened) {
      this.#counters.handshakesFailed++;
      const error = event.kind === 'error' ? event.error : new WirechartError('ERR_DTLS_CLOSED', this.#abortReason);
      emitGuarded(this, 'handshakeerror', error, remote);
    }
    session?.[deliver](event);
    this.#endWhenEmpty();
  }

  /** Whether the application gets each session. */
  get #createsSessions(): boolean {
    return this.#parts.onsession !== undefined || this.listenerCount('session') > 0;
  }

  #makeSession(connection: Connection): DtlsSession {
    const session = this.#parts.createSession();
    session[attach](new EndpointCarrier(connection, this.#carriers));
    return session;
  }

  /** The session of a connection whose handshake is complete. Throws WirechartError (ERR_DTLS_CLOSED). */
  #sessionOf(connection: Connection): DtlsSession {
    const session = this.#sessions.find(connection);
    if (session !== undefined) return session;
    const adopted = this.#sessions.adopt(connection, this.#driver.awaitsDrain(connection));
    if (this.#state !== 'open') void adopted.close();
    return adopted;
  }

  #remove(of: Connection): void {
    if (this.#state === 'ended') return;
    this.#sessions.remove(of);
    this.#heldPaths.end(of);
    this.#messages.ended(of);
  }

  get #abortReason(): string {
    return this.#state === 'open'
      ? 'the session was closed before its handshake was complete'
      : 'the endpoint was closed during the handshake';
  }

  #endWhenEmpty(): void {
    const { size } = this.#parts.listener;
    if (this.#state === 'closing' && this.#sessions.objects === 0 && size === 0) this.#end(undefined);
  }

  /**
   * A connection whose output fails each time never reports its end. The socket keeps the process alive, not the timer. Each of
   * many sessions is told before the time counts, but a wait in which no more were told was the last one.
   */
  #limitClosing(): void {
    const { listener } = this.#parts;
    const before = listener.told;
    const expire = (): void => {
      if (listener.isClosingMore && listener.told > before) this.#limitClosing();
      else this.destroy();
    };
    this.#closeTimer = setTimeout(expire, this.#parts.closeTimeout + CLOSE_MARGIN).unref();
  }

  #end(error: Error | undefined): void {
    this.#state = 'ended';
    clearTimeout(this.#closeTimer);
    this.#counters.destroyedAt = wallClock();
    this.#driver.stop();
    const sessions = this.#sessions.clear();
    this.#messages.ended();
    const finish = (): void => {
      if (error === undefined) this.#closed.resolve();
      else this.#closed.reject(error);
      emitGuarded(this, 'close');
    };
    // The socket first: listeners called from here must find the endpoint closed.
    if (this.#socket === undefined) process.nextTick(finish);
    else this.#socket.close(finish);
    this.#listening.reject(
      error ?? new WirechartError('ERR_DTLS_CLOSED', 'the endpoint was closed before it was bound'),
    );
    for (const session of sessions) session.destroy(error);
  }
}
