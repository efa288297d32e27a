import { EventEmitter } from 'node:events';
import type { Connection, Listener } from '../dtls13/endpoint.ts';
import type { Discarded } from '../dtls13/statistics.ts';
import { takeOptions } from '../errors/option-names.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import { checkSignal, onAbort, WAIT_OPTIONS } from './abort-signal.ts';
import type { SocketAddress } from './address.ts';
import type { CertificateVerifier } from './certificate-verifier.ts';
import { wallClock } from './clock.ts';
import { type Deferred, deferred } from './deferred.ts';
import { Driver } from './driver.ts';
import { attach, type DtlsSession, deliver, type SessionCarrier } from './dtls-session.ts';
import type { HostEvent } from './host-event.ts';
import { emitGuarded, guard } from './listener-guard.ts';
import type { PathTable } from './path-table.ts';
import { nameRemote, remoteName } from './remote-name.ts';
import { createUdpCounters, type SendDone, type UdpOptions, UdpSocket } from './udp-socket.ts';

/** The counters of an endpoint when they were asked for; times in milliseconds since the Unix epoch. */
export interface EndpointStats {
  readonly createdAt: number;
  readonly destroyedAt: number | undefined;
  readonly datagramsReceived: number;
  readonly datagramsSent: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Datagrams not sent because too many were waiting for the operating system. */
  readonly datagramsDropped: number;
  /** Datagrams from new addresses while the endpoint was closing, or when no address more could be remembered. */
  readonly datagramsRefused: number;
  /** Datagrams from UDP port 0, which nobody can answer. They are dropped before anything looks at them. */
  readonly datagramsUnanswerable: number;
  /** Failed sends of datagrams that were too long for their path: shorter ones are sent there from then on. */
  readonly datagramsTooLong: number;
  /** ICMP errors and failed sends. None of them stops the endpoint. */
  readonly networkFailures: number;
  /** Exceptions of this library or of its provider, each told by `internalerror`. None of them stops the endpoint. */
  readonly internalErrors: number;
  readonly sessionsOpened: number;
  /** Handshakes that had a connection. */
  readonly handshakesFailed: number;
  /** Clients that were asked to come back with a cookie or another key share. */
  readonly helloRetryRequests: number;
  /** ClientHellos that were refused with an alert before anything was kept for the client. */
  readonly hellosRefused: number;
  /** Unfinished handshakes that gave way to clients of other source prefixes, or to younger ones of their own. */
  readonly handshakesEvicted: number;
  /** Sessions that did, because `maxSessions` was reached. */
  readonly sessionsEvicted: number;
  /** Memory held now for messages of the handshake protocol that are not complete, in bytes, all sessions together. */
  readonly reassemblyBytes: number;
  /** Over all sessions, those that ended too: flights, or parts of them, that were sent again. */
  readonly retransmissions: number;
  /** Likewise: records that were dropped without a word, by cause (RFC 9147 section 4.5.2). */
  readonly discarded: Discarded;
}

interface EndpointEvents {
  session: [session: DtlsSession];
  handshakeerror: [error: Error, remote: SocketAddress | undefined];
  /**
   * A ClientHello was refused before anything was kept for its client: no common version, group or cipher suite, or it
   * breaks a rule. Its source address may be forged, and any sender can cause as many as it likes: limit what you log.
   */
  hellorefused: [error: Error, remote: SocketAddress | undefined];
  /** Something threw that never should, here or in the provider. The endpoint goes on. */
  internalerror: [error: unknown];
  close: [];
}

/** A ClientHello that the listener refused. */
export interface RefusedHello {
  readonly error: Error;
  readonly remote: SocketAddress | undefined;
}

/** What an endpoint is made of; `listen()` puts it together. */
export interface EndpointPlan {
  readonly listener: Listener;
  /** The listener adds to it; the endpoint takes them out after each datagram. */
  readonly refusedHellos: RefusedHello[];
  readonly paths: PathTable;
  /** Bytes. */
  readonly datagramSize: number;
  readonly udp: UdpOptions;
  readonly onsession: (session: DtlsSession) => void;
  /** Judges the certificates of clients, where they are asked for. */
  readonly verification: CertificateVerifier;
  /** Makes a session with the options of the endpoint. */
  readonly makeSession: () => DtlsSession;
}

interface Entry {
  readonly session: DtlsSession;
  /** The application has it. */
  announced: boolean;
}

export const bind = Symbol('bind');

/**
 * A UDP socket with many sessions on it. Made by `listen()`.
 *
 * Nothing that a stranger sends and nothing that the network reports ends an endpoint. A handshake that fails is an
 * event (`handshakeerror`) and a number in `stats`; the application meets a session when its handshake is over.
 */
export class DtlsEndpoint extends EventEmitter<EndpointEvents> {
  /** Settles when the endpoint is bound. Marked as handled; where it rejects, so does `closed`. */
  readonly listening: Promise<void>;
  /** Resolves when the socket is closed; rejects with the error given to `destroy()`. Marked as handled. */
  readonly closed: Promise<void>;

  readonly #plan: EndpointPlan;
  readonly #driver: Driver;
  readonly #sessions = new Map<Connection, Entry>();
  #socket: UdpSocket | undefined;
  /** Said before there was a socket to say it to. */
  #unref = false;
  #state: 'open' | 'closing' | 'over' = 'open';
  readonly #listening: Deferred<void> = deferred();
  readonly #closed: Deferred<void> = deferred();
  readonly #createdAt = wallClock();
  #destroyedAt: number | undefined;
  #refused = 0;
  #opened = 0;
  #failed = 0;
  #internalErrors = 0;

  /** Applications get endpoints from `listen()`. */
  constructor(plan: EndpointPlan) {
    super();
    this.#plan = plan;
    this.listening = this.#listening.promise;
    this.closed = this.#closed.promise;
    this.#driver = new Driver(plan.listener, plan.datagramSize, {
      event: (of, event) => this.#event(of, event),
      request: (of, question) => {
        const { session } = this.#sessions.get(of) ?? this.#meet(of);
        plan.verification.verify(question, session, (answer) => this.#driver.respond(answer));
      },
      transmit: (path, datagram, done) => this.#transmit(path, datagram, done),
      internalError: (error) => this.#broken(error),
    });
  }

  /** Where the endpoint listens. Throws WirechartError (ERR_DTLS_NOT_LISTENING) before it is bound and after its end. */
  address(): SocketAddress {
    if (this.#socket === undefined || this.#state === 'over') {
      throw new WirechartError('ERR_DTLS_NOT_LISTENING', 'the endpoint is not bound');
    }
    return this.#socket.address();
  }

  /** Sessions whose handshake is over and that have not ended. */
  get sessions(): number {
    let count = 0;
    for (const { session, announced } of this.#sessions.values()) if (announced && !session.destroyed) count++;
    return count;
  }

  get destroyed(): boolean {
    return this.#state === 'over';
  }

  get stats(): EndpointStats {
    const counters = this.#socket?.counters ?? createUdpCounters();
    const { statistics } = this.#plan.listener;
    const { retransmissions, helloRetryRequests, hellosRefused, reassemblyBytes, discarded } = statistics;
    return {
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
      hellosRefused,
      handshakesEvicted: statistics.handshakesEvicted,
      sessionsEvicted: statistics.sessionsEvicted,
      reassemblyBytes,
      retransmissions,
      discarded: { ...discarded },
    };
  }

  /**
   * Takes no new sessions, says close_notify on all of them, and closes the socket when they are over, which takes
   * `closeTimeout` at most: what is open then is destroyed. Handshakes that are not over are dropped; their clients are
   * told, and `onsession` is not called any more. Returns `closed`. `signal` ends the wait: the endpoint is destroyed.
   */
  close(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    const { signal } = takeOptions(options, WAIT_OPTIONS, 'close()');
    checkSignal(signal);
    if (this.#state === 'open') {
      this.#state = 'closing';
      for (const { session, announced } of [...this.#sessions.values()]) if (announced) void session.close();
      this.#endWhenEmpty();
      // Handshakes too, which nobody has met yet.
      this.#driver.close(this.#plan.listener);
      // Behind what the driver has to tell about them.
      process.nextTick(() => this.#endWhenEmpty());
    }
    if (signal !== undefined) onAbort(signal, this.closed, (reason) => this.destroy(reason));
    return this.closed;
  }

  /** Ends all sessions and the socket at once, without a word to the peers. */
  destroy(error?: Error | null): void {
    if (this.#state === 'over') return;
    this.#end(error ?? undefined);
  }

  /** Replaces the secrets that cookies are made with; see `cookieKeys`. Throws ConfigError. */
  setCookieKeys(keys: readonly Uint8Array[]): void {
    this.#plan.listener.setCookieKeys(keys);
  }

  /** Keeps the process alive, as it does from the start. */
  ref(): this {
    this.#unref = false;
    this.#socket?.ref();
    return this;
  }

  /** The process may end while the endpoint is open. */
  unref(): this {
    this.#unref = true;
    this.#socket?.unref();
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Binds to a literal address. Throws what the operating system says. */
  [bind](address: string, port: number): void {
    if (this.#state !== 'open') return;
    this.#socket = new UdpSocket(address, port, this.#plan.udp, {
      datagram: (bytes, from, family, fromPort) => this.#receive(bytes, from, family, fromPort),
      // Counted by the socket; the network's opinion about one peer is no reason to leave the others.
      failure: () => {},
    });
    if (this.#unref) this.#socket.unref();
    this.#listening.resolve();
  }

  #receive(bytes: Uint8Array, address: string, family: 'IPv4' | 'IPv6', port: number): void {
    const { paths, refusedHellos } = this.#plan;
    const welcome = this.#state === 'open' || paths.isHeld(address, port);
    const path = welcome ? paths.open(address, family, port) : undefined;
    if (path === undefined) {
      this.#refused++;
      return;
    }
    this.#driver.receive(bytes, path);
    // A handshake has begun: its number must not go to somebody else, whoever floods us.
    if (!paths.isHeld(address, port) && this.#plan.listener.owns(path)) paths.hold(path);
    // Now, and not when the listener refused them: what hears of it may call anything of the endpoint.
    if (refusedHellos.length === 0) return;
    for (const { error, remote } of refusedHellos.splice(0)) emitGuarded(this, 'hellorefused', error, remote);
  }

  #transmit(path: number, datagram: Uint8Array, done: SendDone): void {
    const remote = this.#plan.paths.remote(path);
    if (remote === undefined || this.#socket === undefined) done();
    else this.#socket.send(datagram, done, remote);
  }

  #event(of: Connection, event: HostEvent): void {
    if (event.kind === 'drain' || event.kind === 'lost') {
      // The network is late: the session may have ended.
      this.#sessions.get(of)?.session[deliver](event);
      return;
    }
    const entry = this.#sessions.get(of) ?? this.#meet(of);
    const over = event.kind === 'closed' || event.kind === 'error';
    if (over) this.#forget(of);
    const remote = this.#plan.paths.remote(of.path);
    if (event.kind === 'error' && remote !== undefined) {
      nameRemote(event.error, remoteName(remote.address, remote.port));
    }
    if (over && !entry.announced) {
      this.#failed++;
      const error = event.kind === 'error' ? event.error : new WirechartError('ERR_DTLS_CLOSED', this.#whyDropped);
      emitGuarded(this, 'handshakeerror', error, remote);
    }
    if (event.kind === 'secure') {
      // It was over in the turn in which we closed: the core has been told, and says `closed` about it.
      if (this.#state === 'open') this.#announce(entry, event);
    } else entry.session[deliver](event);
    if (over) this.#endWhenEmpty();
  }

  #broken(error: unknown): void {
    this.#internalErrors++;
    emitGuarded(this, 'internalerror', error);
  }

  /** First sign of life of a connection. */
  #meet(of: Connection): Entry {
    const entry = { session: this.#plan.makeSession(), announced: false };
    this.#sessions.set(of, entry);
    entry.session[attach](this.#carrier(of), this.#plan.paths.remote(of.path));
    return entry;
  }

  /** The application gets the session first, so that it can listen for what follows, the handshake's end included. */
  #announce(entry: Entry, event: HostEvent): void {
    entry.announced = true;
    this.#opened++;
    guard(() => this.#plan.onsession(entry.session));
    emitGuarded(this, 'session', entry.session);
    entry.session[deliver](event);
  }

  #forget(of: Connection): void {
    const { listener, paths } = this.#plan;
    this.#sessions.delete(of);
    paths.release(of.path);
    // A client that began anew lives on the path already.
    if (listener.owns(of.path)) paths.hold(of.path);
  }

  #carrier(of: Connection): SessionCarrier {
    return {
      statistics: of.statistics,
      maxMessageSize: () => of.maxMessageSize,
      exportKeyingMaterial: (label: string, context: Uint8Array, length: number) =>
        of.exportKeyingMaterial(label, context, length),
      send: (data) => this.#driver.send(of, data),
      close: () => this.#driver.close(of),
      abandon: () => {
        this.#driver.abandon(of);
        this.#forget(of);
        this.#endWhenEmpty();
      },
    };
  }

  get #whyDropped(): string {
    return this.#state === 'open' ? 'the client gave up' : 'the endpoint was closed during the handshake';
  }

  #endWhenEmpty(): void {
    const { size } = this.#plan.listener;
    if (this.#state === 'closing' && this.#sessions.size === 0 && size === 0) this.#end(undefined);
  }

  #end(error: Error | undefined): void {
    this.#state = 'over';
    this.#destroyedAt = wallClock();
    this.#driver.stop();
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    const finish = (): void => {
      if (error === undefined) this.#closed.resolve();
      else this.#closed.reject(error);
      emitGuarded(this, 'close');
    };
    // What happens here must not find the endpoint half closed, so the socket goes first.
    if (this.#socket === undefined) process.nextTick(finish);
    else this.#socket.close(finish);
    this.#listening.reject(
      error ?? new WirechartError('ERR_DTLS_CLOSED', 'the endpoint was closed before it was bound'),
    );
    for (const { session } of sessions) session.destroy(error);
  }
}
