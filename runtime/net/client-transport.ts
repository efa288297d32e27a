import { isIP } from 'node:net';
import type { Connection } from '../dtls13/endpoint.ts';
import type { Session } from '../dtls13/handshake/psk/session.ts';
import type { ConnectionStart, PreparedConnection } from '../dtls13/prepared-connection.ts';
import { ConfigError } from '../errors/config-error.ts';
import { SystemError } from '../errors/system-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import { canonicalAddress, type SocketAddress } from './address.ts';
import type { CertificateVerifier } from './certificate-verifier.ts';
import { ClientMigration } from './client-migration.ts';
import { ClientSockets } from './client-sockets.ts';
import { clock } from './clock.ts';
import { type Binding, CONNECT_NUMBERS } from './connect-options.ts';
import type { OutgoingDatagrams } from './datagram-pool.ts';
import type { DatagramSocket, DatagramSocketHandlers, DatagramSockets, ReceivedDatagrams } from './datagram-socket.ts';
import { Driver } from './driver.ts';
import { attach, type DtlsSession, deliver, detach, receive } from './dtls-session.ts';
import { hostAddresses } from './host-addresses.ts';
import type { HostEvent } from './host-event.ts';
import { ReceivedBatch } from './received-batch.ts';
import { RefusalMonitor } from './refusal-monitor.ts';
import { nameRemote, remoteName } from './remote-name.ts';
import { SessionOffer } from './session-offer.ts';
import type { UdpOptions } from './udp-options.ts';

/** The configuration of a client session. */
export interface ClientTransportOptions extends Pick<ConnectionStart, 'psks' | 'sessionContext'> {
  readonly host: string;
  readonly port: number;
  readonly binding: Binding;
  /** Milliseconds. */
  readonly refusedTimeout: number;
  /** Milliseconds. */
  readonly lookupTimeout: number;
  readonly sockets: DatagramSockets;
  readonly udp: UdpOptions;
  /** Bytes. */
  readonly datagramSize: number;
  readonly verifier: CertificateVerifier;
  readonly prepared: PreparedConnection;
  /** Undefined: none. */
  readonly resumed: Session | undefined;
  /** Undefined: no early data is to be sent. */
  readonly earlyMessages: readonly Uint8Array[] | undefined;
}

/** The path of the first socket. A change of the local address adds one. */
const PATH = 0;
/** Codes that say that no program answers at an address; they say nothing about our datagram. */
const UNREACHABLE = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET']);

/**
 * The transport of one client session: the server's addresses, a connected socket for each local address in use, one
 * connection of the core.
 */
export class ClientTransport {
  readonly #session: DtlsSession;
  readonly #options: ClientTransportOptions;
  /** Addresses that are not tried yet. */
  #addresses: SocketAddress[] = [];
  readonly #sockets = new ClientSockets();
  readonly #batch = new ReceivedBatch();
  /** The handshake is over. */
  #isOpen = false;
  #migration: ClientMigration | undefined;
  #driver: Driver | undefined;
  #connection: Connection | undefined;
  #refusals: RefusalMonitor | undefined;
  #lastFailure: Error | undefined;
  readonly #offer: SessionOffer;

  constructor(session: DtlsSession, options: ClientTransportOptions) {
    this.#offer = new SessionOffer(options.resumed, options.earlyMessages === undefined);
    this.#session = session;
    this.#options = options;
  }

  /** Never rejects: an error ends the session. */
  async start(): Promise<void> {
    try {
      this.#addresses = await this.#resolveAddresses();
      await this.#next();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  get #remoteName(): string {
    return remoteName(this.#options.host, this.#options.port);
  }

  #fail(error: Error): void {
    this.#session.destroy(nameRemote(error, this.#remoteName));
  }

  async #resolveAddresses(): Promise<SocketAddress[]> {
    const {
      host,
      port,
      lookupTimeout,
      binding: { bindHost },
    } = this.#options;
    const bindFamily = bindHost === undefined ? 0 : isIP(bindHost);
    const literal = isIP(host);
    const found = literal === 0 ? await hostAddresses(host, lookupTimeout) : [{ address: host, family: literal }];
    const usable = found.filter(({ family }) => bindFamily === 0 || bindFamily === family);
    if (usable.length === 0) throw new ConfigError('bindHost', `${host} has no address of the family of ${bindHost}`);
    // Frozen: the application gets one of them, and must not be able to redirect later sockets by it.
    return usable.map(({ address, family }) =>
      Object.freeze<SocketAddress>({ address, port, family: family === 6 ? 'IPv6' : 'IPv4' }),
    );
  }

  /** Connects to the next address. Throws the last failure when none is left. */
  async #next(): Promise<void> {
    for (let remote = this.#addresses.shift(); remote !== undefined; remote = this.#addresses.shift()) {
      if (this.#session.destroyed) return;
      try {
        const socket = this.#open(remote, this.#options.binding, PATH, this.#networkFailed);
        await socket.connect(remote.address, remote.port);
        if (this.#session.destroyed) this.#sockets.close(PATH);
        else this.#run(remote);
        return;
      } catch (error) {
        this.#sockets.close(PATH);
        this.#lastFailure = error as Error;
      }
    }
    // Not undefined: no address is left only after each of them failed.
    throw this.#lastFailure as Error;
  }

  /** Throws SystemError. */
  #open(
    remote: SocketAddress,
    { bindHost, bindPort }: Binding,
    path: number,
    failure: (error: NodeJS.ErrnoException) => void,
  ): DatagramSocket {
    const local = bindHost ?? (remote.family === 'IPv6' ? '::' : '0.0.0.0');
    const port = bindPort ?? CONNECT_NUMBERS.bindPort.default;
    const handlers: DatagramSocketHandlers = {
      received: (datagrams) => this.#receive(datagrams, path),
      // Buffers of another driver belong to an attempt that was given up.
      sent: (buffer) => this.#driver?.sent(buffer as OutgoingDatagrams),
      unsent: (buffer, index, error) => this.#driver?.unsent(buffer as OutgoingDatagrams, index, error),
      failure,
    };
    const socket = this.#options.sockets.open(local, port, this.#options.udp, handlers);
    this.#sockets.add(path, socket);
    return socket;
  }

  #receive(datagrams: ReceivedDatagrams, path: number): void {
    const { slab, at, length, count, ownsSlab } = datagrams;
    const batch = this.#batch;
    const ownsMessages = ownsSlab && count === 1;
    batch.begin(slab, ownsMessages);
    for (let index = 0; index < count; index++) {
      batch.add(at[index] as number, length[index] as number, path);
      // Alone: the application may have to verify the server before the next datagram can be decrypted.
      if (this.#isOpen) continue;
      this.#driver?.receive(batch);
      batch.begin(slab, ownsMessages);
    }
    if (batch.count > 0) this.#driver?.receive(batch);
    else batch.clear();
  }

  #transmit(datagrams: OutgoingDatagrams): void {
    if (!this.#hasReceived) this.#refusals?.sent();
    const socket = this.#sockets.get(datagrams.path);
    if (socket === undefined) process.nextTick(() => this.#driver?.sent(datagrams));
    else socket.send(datagrams);
  }

  #run(remote: SocketAddress): void {
    const address = canonicalAddress(remote.address, remote.port);
    const { prepared, psks, sessionContext, earlyMessages } = this.#options;
    const connection = prepared.create(
      { host: { address: () => address }, path: PATH, session: this.#offer.next(), psks, sessionContext },
      clock(),
    );
    const refusals = new RefusalMonitor(this.#options.refusedTimeout, (last) =>
      this.#fail(connectError(last, this.#remoteName, remote)),
    );
    const driver = new Driver(connection, this.#options.datagramSize, {
      messages: (_, messages) => this.#session[receive](messages),
      event: this.#handleEvent,
      request: (_, request) => {
        // Only servers are asked for keys and freshness.
        if (request.kind !== 'chain') return;
        this.#options.verifier.verify(request, this.#session, (response) => driver.respond(response));
      },
      transmit: (datagrams) => this.#transmit(datagrams),
      flush: () => this.#sockets.flush(),
      internalError: (error) => this.#fail(error as Error),
    });
    this.#driver = driver;
    this.#connection = connection;
    this.#refusals = refusals;
    const migration = new ClientMigration({
      connection,
      sockets: this.#sockets,
      remote,
      open: (binding, path, failure) => this.#open(remote, binding, path, failure),
      validatePath: (path) => driver.validatePath(connection, path),
    });
    this.#migration = migration;
    const abandon = () => this.#stop();
    this.#session[attach]({ connection, driver, remote, abandon, verifiesPeers: true, migration });
    sendEarlyMessages(connection, earlyMessages ?? []);
    driver.start();
  }

  /** A property, so that the driver calls it without a function in between. */
  readonly #handleEvent = (_: Connection, event: HostEvent): void => {
    if (event.kind === 'newPath' || event.kind === 'pathChanged' || event.kind === 'pathRejected') {
      this.#migration?.handle(event);
      return;
    }
    if (event.kind === 'secure') this.#isOpen = true;
    const over = event.kind === 'closed' || event.kind === 'error';
    // The operating system already has the datagrams of this turn.
    if (over) this.#stop();
    if (event.kind === 'error') {
      // An error of the network is the most likely reason for a timeout.
      if (event.error instanceof TimeoutError) event.error.cause ??= this.#lastFailure;
      nameRemote(event.error, this.#remoteName);
    }
    this.#session[deliver](event.kind === 'secure' ? this.#withEarlyData(event) : event);
  };

  /** With the option `earlyData` the application is told that none was sent. */
  #withEarlyData(event: Extract<HostEvent, { kind: 'secure' }>): HostEvent {
    if (this.#options.earlyMessages === undefined || event.earlyData !== undefined) return event;
    return { ...event, earlyData: { accepted: false, messages: 0 } };
  }

  /** Whether a valid record arrived: then there is a server at the address. */
  get #hasReceived(): boolean {
    return (this.#connection?.statistics.recordsReceived ?? 0) > 0;
  }

  /** An ICMP error or a failed send. Before the first record of the server another address is tried. */
  readonly #networkFailed = (error: NodeJS.ErrnoException): void => {
    this.#lastFailure = error;
    if (this.#hasReceived || this.#driver === undefined || !UNREACHABLE.has(error.code ?? '')) return;
    if (this.#addresses.length === 0) {
      this.#refusals?.refused(error);
      return;
    }
    this.#stop();
    this.#driver = undefined;
    this.#session[detach]();
    this.#next().catch((failure: Error) => this.#fail(failure));
  };

  #stop(): void {
    this.#refusals?.stop();
    this.#driver?.stop();
    this.#sockets.closeAll();
  }
}

/** The messages are sent in their order, up to the first one that the session does not permit. */
function sendEarlyMessages(connection: Connection, messages: readonly Uint8Array[]): void {
  for (const message of messages) {
    if (message.length > connection.maxEarlyMessageSize) return;
    const sent = connection.sendEarly(message, Int32Array.of(0), Int32Array.of(message.length), clock());
    if (sent === 0) return;
  }
}

/** In the form of Node's errors: `connect ECONNREFUSED localhost:4433`, with `code`, `address` and `port`. */
function connectError(cause: NodeJS.ErrnoException, name: string, { address, port }: SocketAddress): SystemError {
  const where = name === remoteName(address, port) ? name : `${name} (${address})`;
  return new SystemError(cause, { message: `connect ${cause.code} ${where}`, syscall: 'connect', address, port });
}
