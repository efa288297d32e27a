import { EventEmitter } from 'node:events';
import type { ApplicationResponse, Connection, Listener } from '../dtls13/endpoint.ts';
import { takeOptions } from '../errors/option-names.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import { checkSignal, onAbort, WAIT_OPTIONS } from './abort-signal.ts';
import type { SocketAddress } from './address.ts';
import type { CertificateVerifier } from './certificate-verifier.ts';
import { wallClock } from './clock.ts';
import { CLOSE_MARGIN } from './common-options.ts';
import { OutgoingDatagrams } from './datagram-pool.ts';
import type { DatagramSocket, DatagramSockets, ReceivedDatagrams } from './datagram-socket.ts';
import { type Deferred, deferred } from './deferred.ts';
import { Driver } from './driver.ts';
import { attach, type DtlsSession, deliver, receive, setRemoteAddress } from './dtls-session.ts';
import type { ResolvedEarlyData } from './early-data-options.ts';
import type { EndpointEvents, RefusedHello } from './endpoint-events.ts';
import { EndpointCounters, type EndpointStats } from './endpoint-stats.ts';
import { checkFreshness } from './freshness-check.ts';
import { HeldPaths, releasePath } from './held-paths.ts';
import type { HostEvent } from './host-event.ts';
import { checkedDatagram, type LegacyDatagrams } from './legacy-datagrams.ts';
import { callListener, emitGuarded } from './listener-guard.ts';
import type { PathTable } from './path-table.ts';
import type { PskCallback } from './psk-callback.ts';
import { lookUpPsk } from './psk-lookup.ts';
import { ReceivedBatch } from './received-batch.ts';
import { nameRemote, remoteName } from './remote-name.ts';
import { createUdpCounters } from './udp-counters.ts';
import type { UdpOptions } from './udp-options.ts';

/** The parts of an endpoint, assembled by `listen()`. */
export interface EndpointParts {
  readonly listener: Listener;
  /** The listener adds to it; the endpoint empties it after each datagram. */
  readonly refusedHellos: RefusedHello[];
  /** Undefined: clients without DTLS 1.3 are refused. */
  readonly legacyDatagrams: LegacyDatagrams | undefined;
  readonly paths: PathTable;
  /** Bytes. */
  readonly datagramSize: number;
  /** Milliseconds. */
  readonly closeTimeout: number;
  readonly sockets: DatagramSockets;
  readonly udp: UdpOptions;
  readonly onsession: (session: DtlsSession) => void;
  readonly verifier: CertificateVerifier;
  /** With it, the listener asks for external pre-shared keys. */
  readonly pskCallback: PskCallback | undefined;
  /** With it, the listener accepts early data. */
  readonly earlyData: ResolvedEarlyData | undefined;
  /** Certificates of clients can be verified. */
  readonly requestsCertificates: boolean;
  readonly createSession: () => DtlsSession;
  /** Gets a datagram with a connection id of another endpoint; borrowed. Undefined: there is no other. */
  readonly unrouted: ((remote: SocketAddress, slab: Uint8Array, at: number, length: number) => void) | undefined;
}

interface Entry {
  readonly session: DtlsSession;
  readonly paths: HeldPaths;
  /** `onsession` was called with the session. */
  opened: boolean;
}

export const bind = Symbol('bind');

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
  readonly #sessions = new Map<Connection, Entry>();
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
    this.#driver = new Driver(parts.listener, parts.datagramSize, {
      messages: (of, messages) => (this.#sessions.get(of) ?? this.#createSession(of)).session[receive](messages),
      event: this.#handleEvent,
      request: (of, request) => {
        const respond = (response: ApplicationResponse): void => this.#driver.respond(response);
        if (request.kind === 'freshness') {
          // Without a session: a rejected connection is forgotten.
          const remote = parts.paths.remote(of.path);
          const failed = (error: Error): void => emitGuarded(this, 'earlydataerror', error, remote);
          if (parts.earlyData !== undefined) checkFreshness(parts.earlyData.store, request, respond, failed);
          return;
        }
        const { session } = this.#sessions.get(of) ?? this.#createSession(of);
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
      internalError: (error) => {
        this.#counters.internalErrors++;
        emitGuarded(this, 'internalerror', error);
      },
    });
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
    let count = 0;
    for (const { session, opened } of this.#sessions.values()) if (opened && !session.destroyed) count++;
    return count;
  }

  get destroyed(): boolean {
    return this.#state === 'ended';
  }

  get stats(): EndpointStats {
    const udp = this.#socket?.counters ?? createUdpCounters();
    return this.#counters.stats(udp, this.#driver, this.#parts.listener);
  }

  /**
   * Accepts no new sessions, sends close_notify on all of them, and closes the socket when they have ended, which takes
   * `closeTimeout` at most: sessions that are open then are destroyed. Incomplete handshakes are aborted with an alert,
   * and `onsession` is not called any more. Returns `closed`. `signal` ends the wait: the endpoint is destroyed.
   */
  close(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    const { signal } = takeOptions(options, WAIT_OPTIONS, 'close()');
    checkSignal(signal);
    if (this.#state === 'open') {
      this.#state = 'closing';
      // A connection whose output fails each time never reports its end. The socket keeps the process alive, not the timer.
      this.#closeTimer = setTimeout(() => this.destroy(), this.#parts.closeTimeout + CLOSE_MARGIN).unref();
      for (const { session, opened } of [...this.#sessions.values()]) if (opened) void session.close();
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
  #receiveAlone({ address, family, port }: SocketAddress, slab: Uint8Array, at: number, length: number): void {
    const { paths, listener } = this.#parts;
    const isExpected = this.#state === 'open' || paths.isHeld(address, port);
    const path = isExpected ? paths.open(address, family, port) : undefined;
    if (path === undefined) {
      this.#counters.datagramsRefused++;
      return;
    }
    const batch = this.#batch;
    batch.begin(slab, false);
    batch.add(at, length, path);
    this.#handle(batch);
    // A handshake has started: a flood must not evict its path.
    if (!paths.hasSession(path) && listener.owns(path)) paths.hold(path);
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

  readonly #handleEvent = (of: Connection, event: HostEvent): void => {
    if (event.kind === 'drain' || event.kind === 'lost') {
      // An event of the network: the session may have ended.
      this.#sessions.get(of)?.session[deliver](event);
      return;
    }
    if (event.kind === 'withdrawn') {
      this.#remove(of);
      this.#endWhenEmpty();
      return;
    }
    const entry = this.#sessions.get(of) ?? this.#createSession(of);
    if (event.kind === 'newPath') {
      entry.paths.check(event.path, of);
      return;
    }
    if (event.kind === 'pathRejected') {
      entry.paths.stay();
      return;
    }
    if (event.kind === 'pathChanged') {
      entry.paths.change(event.path);
      const moved = this.#parts.paths.remote(event.path);
      if (moved !== undefined) entry.session[setRemoteAddress](moved);
      return;
    }
    const over = event.kind === 'closed' || event.kind === 'error';
    if (over) this.#remove(of);
    const remote = this.#parts.paths.remote(of.path);
    if (event.kind === 'error' && remote !== undefined) {
      nameRemote(event.error, remoteName(remote.address, remote.port));
    }
    if (over && !entry.opened) {
      this.#counters.handshakesFailed++;
      const error = event.kind === 'error' ? event.error : new WirechartError('ERR_DTLS_CLOSED', this.#abortReason);
      emitGuarded(this, 'handshakeerror', error, remote);
    }
    if (event.kind === 'secure') {
      // A handshake that completes while the endpoint closes: the core ends it with `closed`.
      if (this.#state === 'open') this.#open(entry, event);
    } else if (event.kind === 'earlyMessage') {
      entry.session[deliver](event);
      // While the endpoint closes, no session opens.
      if (this.#state === 'open') callListener(this.#parts.earlyData?.onmessage, undefined, event.data, entry.session);
    } else entry.session[deliver](event);
    if (over) this.#endWhenEmpty();
  };

  /** The session for the first event of a connection. */
  #createSession(connection: Connection): Entry {
    const entry: Entry = {
      session: this.#parts.createSession(),
      paths: new HeldPaths(this.#parts, connection.path),
      opened: false,
    };
    this.#sessions.set(connection, entry);
    const driver = this.#driver;
    const abandon = (): void => {
      driver.abandon(connection);
      this.#remove(connection);
      this.#endWhenEmpty();
    };
    const verifiesPeers = this.#parts.requestsCertificates;
    entry.session[attach]({ connection, driver, verifiesPeers, abandon }, this.#parts.paths.remote(connection.path));
    return entry;
  }

  /** The application gets the session first, so that it can add listeners for its first event. */
  #open(entry: Entry, event: HostEvent): void {
    entry.opened = true;
    this.#counters.sessionsOpened++;
    callListener(this.#parts.onsession, undefined, entry.session);
    emitGuarded(this, 'session', entry.session);
    entry.session[deliver](event);
  }

  #remove(of: Connection): void {
    const entry = this.#sessions.get(of);
    this.#sessions.delete(of);
    if (entry === undefined) releasePath(this.#parts, of.path);
    else entry.paths.release();
  }

  get #abortReason(): string {
    return this.#state === 'open'
      ? 'the session was closed before its handshake was complete'
      : 'the endpoint was closed during the handshake';
  }

  #endWhenEmpty(): void {
    const { size } = this.#parts.listener;
    if (this.#state === 'closing' && this.#sessions.size === 0 && size === 0) this.#end(undefined);
  }

  #end(error: Error | undefined): void {
    this.#state = 'ended';
    clearTimeout(this.#closeTimer);
    this.#counters.destroyedAt = wallClock();
    this.#driver.stop();
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
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
    for (const { session } of sessions) session.destroy(error);
  }
}
