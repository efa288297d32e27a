import { EventEmitter } from 'node:events';
import type { ApplicationResponse, Connection, Listener } from '../dtls13/endpoint.ts';
import type { Discarded } from '../dtls13/statistics.ts';
import { takeOptions } from '../errors/option-names.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import { checkSignal, onAbort, WAIT_OPTIONS } from './abort-signal.ts';
import type { SocketAddress } from './address.ts';
import type { CertificateVerifier } from './certificate-verifier.ts';
import { wallClock } from './clock.ts';
import { CLOSE_MARGIN } from './common-options.ts';
import { type Deferred, deferred } from './deferred.ts';
import { Driver } from './driver.ts';
import { attach, type DtlsSession, deliver, setRemoteAddress } from './dtls-session.ts';
import type { ResolvedEarlyData } from './early-data-options.ts';
import { checkFreshness } from './freshness-check.ts';
import type { HostEvent } from './host-event.ts';
import { checkedDatagram, type LegacyDatagrams } from './legacy-datagrams.ts';
import { callListener, emitGuarded } from './listener-guard.ts';
import type { PathTable } from './path-table.ts';
import type { PskCallback } from './psk-callback.ts';
import { lookUpPsk } from './psk-lookup.ts';
import { nameRemote, remoteName } from './remote-name.ts';
import type { UdpOptions } from './udp-options.ts';
import { createUdpCounters, type SendDone, UdpSocket } from './udp-socket.ts';

/** The counters of an endpoint at the time of the call: a frozen copy, also after the end. Times are in milliseconds since the Unix epoch. */
export interface EndpointStats {
  /** When the endpoint was created. */
  readonly createdAt: number;
  /** When the endpoint ended. */
  readonly destroyedAt: number | undefined;
  /** Datagrams of any sender. */
  readonly datagramsReceived: number;
  /** Datagrams that the operating system accepted. */
  readonly datagramsSent: number;
  /** Bytes of UDP payload in the datagrams of `datagramsReceived`. */
  readonly bytesReceived: number;
  /** Bytes of UDP payload in the datagrams of `datagramsSent`. */
  readonly bytesSent: number;
  /** Datagrams not sent because too many waited for the operating system. */
  readonly datagramsDropped: number;
  /** Datagrams from new addresses while the endpoint was closing or its table of addresses was full. */
  readonly datagramsRefused: number;
  /** Datagrams from UDP port 0, which cannot be answered. They are dropped unread. */
  readonly datagramsUnanswerable: number;
  /** Failed sends of datagrams that were too long for their path. Later datagrams on that path are shorter. */
  readonly datagramsTooLong: number;
  /** ICMP errors and failed sends. None of them stops the endpoint. */
  readonly networkFailures: number;
  /** Unexpected exceptions of this library or its provider, each reported by `internalerror`. None stops the endpoint. */
  readonly internalErrors: number;
  /** Handshakes that were completed. */
  readonly sessionsOpened: number;
  /** Failed handshakes that had a connection. */
  readonly handshakesFailed: number;
  /** HelloRetryRequests that were sent, for a cookie or for another key share. */
  readonly helloRetryRequests: number;
  /** Handshakes whose early data was accepted. */
  readonly earlyDataAccepted: number;
  /** ClientHellos that were refused with an alert before there was state for the client. */
  readonly hellosRefused: number;
  /** Unfinished handshakes that were evicted for others, because `maxHandshakes` was reached. */
  readonly handshakesEvicted: number;
  /** Sessions that were evicted for others, because `maxSessions` was reached. */
  readonly sessionsEvicted: number;
  /** How often the address of a client changed, over all sessions, ended ones included. */
  readonly pathChanges: number;
  /** Checks of a new address of a client after which its session stayed at the old one; RFC 9853. */
  readonly pathsRejected: number;
  /** Memory in use for incomplete handshake messages of all sessions, in bytes. */
  readonly reassemblyBytes: number;
  /** Retransmissions of flights or of parts of them, over all sessions, ended ones included. */
  readonly retransmissions: number;
  /** Records that were dropped silently, by cause (RFC 9147 section 4.5.2), over all sessions, ended ones included. */
  readonly discarded: Discarded;
}

interface EndpointEvents {
  session: [session: DtlsSession];
  handshakeerror: [error: Error, remote: SocketAddress | undefined];
  /**
   * A ClientHello was refused before there was state for its client: no common version, group or cipher suite, or a
   * protocol error. Its source address may be forged, and any sender can cause any number of these: limit what you log.
   */
  hellorefused: [error: Error, remote: SocketAddress | undefined];
  /** `pskCallback` failed; the handshake goes on as if it had not known the client. A ConfigError or TimeoutError. */
  pskerror: [error: Error, remote: SocketAddress | undefined];
  /**
   * `earlyData.store` failed: the early data of one client is rejected, and its handshake continues. A ConfigError or
   * TimeoutError.
   */
  earlydataerror: [error: Error, remote: SocketAddress | undefined];
  /** An unexpected exception of this library or of the provider. The endpoint goes on. */
  internalerror: [error: unknown];
  close: [];
}

/** A ClientHello that the listener refused. */
export interface RefusedHello {
  readonly error: Error;
  readonly remote: SocketAddress | undefined;
}

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
}

/** An event of a change of path. */
type PathEvent = Extract<HostEvent, { readonly kind: 'newPath' | 'pathChanged' | 'pathRejected' }>;

interface Entry {
  readonly session: DtlsSession;
  /** `onsession` was called with the session. */
  opened: boolean;
  /** The path that is checked, and held for that time. */
  checkedPath: number | undefined;
  /** The path of the session, held until its end. */
  heldPath: number;
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
  #socket: UdpSocket | undefined;
  /** `unref` was called before there was a socket. */
  #unref = false;
  #state: 'open' | 'closing' | 'ended' = 'open';
  readonly #listening: Deferred<void> = deferred();
  readonly #closed: Deferred<void> = deferred();
  readonly #createdAt = wallClock();
  #destroyedAt: number | undefined;
  #closeTimer: NodeJS.Timeout | undefined;
  #refused = 0;
  #opened = 0;
  #failed = 0;
  #internalErrors = 0;

  /** Applications get endpoints from `listen()`. */
  constructor(parts: EndpointParts) {
    super();
    this.#parts = parts;
    this.listening = this.#listening.promise;
    this.closed = this.#closed.promise;
    this.#driver = new Driver(parts.listener, parts.datagramSize, {
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
      internalError: (error) => {
        this.#internalErrors++;
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
    const counters = this.#socket?.counters ?? createUdpCounters();
    const { statistics } = this.#parts.listener;
    const { retransmissions, helloRetryRequests, hellosRefused, reassemblyBytes, discarded } = statistics;
    return Object.freeze({
      createdAt: this.#createdAt,
      destroyedAt: this.#destroyedAt,
      datagramsReceived: counters.datagramsReceived,
      datagramsSent: counters.datagramsSent,
      bytesReceived: counters.bytesReceived,
      bytesSent: counters.bytesSent,
      datagramsDropped: this.#driver.dropped,
      datagramsRefused: this.#refused,
      datagramsUnanswerable: counters.unanswerable,
      datagramsTooLong: this.#driver.tooLong,
      networkFailures: counters.failures,
      internalErrors: this.#internalErrors,
      sessionsOpened: this.#opened,
      handshakesFailed: this.#failed,
      helloRetryRequests,
      earlyDataAccepted: statistics.earlyDataAccepted,
      hellosRefused,
      handshakesEvicted: statistics.handshakesEvicted,
      sessionsEvicted: statistics.sessionsEvicted,
      pathChanges: statistics.pathChanges,
      pathsRejected: statistics.pathsRejected,
      reassemblyBytes,
      retransmissions,
      discarded: Object.freeze({ ...discarded }),
    });
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
    this.#socket.send(new Uint8Array(datagram), () => {}, remote);
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
    this.#socket = new UdpSocket(address, port, this.#parts.udp, {
      datagram: this.#receive,
      // The socket counts it. An error about one peer must not end the sessions of others.
      failure: () => {},
    });
    if (this.#unref) this.#socket.unref();
    this.#listening.resolve();
  }

  /** These three are properties, so that the socket and the driver call them without a function in between. */
  readonly #receive = (bytes: Uint8Array, address: string, family: 'IPv4' | 'IPv6', port: number): void => {
    const { paths, refusedHellos } = this.#parts;
    const accepted = this.#state === 'open' || paths.isHeld(address, port);
    const path = accepted ? paths.open(address, family, port) : undefined;
    if (path === undefined) {
      this.#refused++;
      return;
    }
    this.#driver.receive(bytes, path);
    // A handshake has started: a flood must not evict its path.
    if (!paths.isHeld(address, port) && this.#parts.listener.owns(path)) paths.hold(path);
    this.#parts.legacyDatagrams?.deliver();
    // Now, outside of the core: a listener may call any method of the endpoint.
    if (refusedHellos.length === 0) return;
    for (const { error, remote } of refusedHellos.splice(0)) emitGuarded(this, 'hellorefused', error, remote);
  };

  readonly #transmit = (path: number, datagram: Uint8Array, done: SendDone): void => {
    const remote = this.#parts.paths.remote(path);
    if (remote === undefined || this.#socket === undefined) done();
    else this.#socket.send(datagram, done, remote);
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
    if (event.kind === 'newPath' || event.kind === 'pathChanged' || event.kind === 'pathRejected') {
      this.#changePath(of, entry, event);
      return;
    }
    const over = event.kind === 'closed' || event.kind === 'error';
    if (over) this.#remove(of);
    const remote = this.#parts.paths.remote(of.path);
    if (event.kind === 'error' && remote !== undefined) {
      nameRemote(event.error, remoteName(remote.address, remote.port));
    }
    if (over && !entry.opened) {
      this.#failed++;
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
      opened: false,
      checkedPath: undefined,
      heldPath: connection.path,
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
    this.#opened++;
    callListener(this.#parts.onsession, undefined, entry.session);
    emitGuarded(this, 'session', entry.session);
    entry.session[deliver](event);
  }

  /** Holds the path that is checked, and then that of the session: a flood must not evict them. */
  #changePath(of: Connection, entry: Entry, event: PathEvent): void {
    const { paths } = this.#parts;
    const { checkedPath } = entry;
    entry.checkedPath = undefined;
    if (event.kind === 'newPath') {
      if (checkedPath !== undefined) this.#release(checkedPath);
      if (of.connectionIds?.returnRoutabilityCheck !== true) return;
      paths.hold(event.path);
      entry.checkedPath = event.path;
      return;
    }
    if (event.kind === 'pathRejected') {
      if (checkedPath !== undefined) this.#release(checkedPath);
      return;
    }
    const { heldPath } = entry;
    entry.heldPath = event.path;
    if (checkedPath !== event.path) {
      paths.hold(event.path);
      if (checkedPath !== undefined) this.#release(checkedPath);
    }
    this.#release(heldPath);
    const remote = paths.remote(event.path);
    if (remote !== undefined) entry.session[setRemoteAddress](remote);
  }

  #remove(of: Connection): void {
    const { checkedPath, heldPath = of.path } = this.#sessions.get(of) ?? {};
    this.#sessions.delete(of);
    if (checkedPath !== undefined) this.#release(checkedPath);
    this.#release(heldPath);
  }

  /** A session does not use the path any more. Another connection may: a new one of the same client, or one that moved. */
  #release(path: number): void {
    const { listener, paths } = this.#parts;
    paths.release(path);
    if (!paths.hasSession(path) && listener.owns(path)) paths.hold(path);
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
    this.#destroyedAt = wallClock();
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
