import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { ConnectionEvent } from '../endpoint.ts';
import type { ResolvedOptions } from '../options/endpoint-options.ts';
import type { ConnectionIds } from '../post-handshake/connection-ids.ts';
import type { Flights } from '../reliability/flights.ts';
import type { Counters } from '../statistics.ts';
import { PathMtuSearch } from './path-mtu-search.ts';
import { PathValidation } from './path-validation.ts';
import type { Transmitter } from './transmitter.ts';

/** The four high bits of a protected record with a connection id: 001, C; RFC 9147 section 4. */
export const HEADER_WITH_CONNECTION_ID = 0b0011;

const NEVER = Number.POSITIVE_INFINITY;

/** The parts of the connection that its paths need. */
export interface ConnectionPathsContext {
  readonly provider: CryptoProvider;
  readonly options: Pick<ResolvedOptions, 'maxDatagramSize' | 'mtuDiscovery' | 'mtuRaiseTimeout' | 'pathValidation'>;
  readonly statistics: Counters;
  readonly connectionIds: ConnectionIds;
  readonly transmitter: Transmitter;
  readonly flights: Flights;
  /** The time of the current input, in the host's milliseconds. */
  now(): number;
  /** The handshake is complete, and the connection has not ended. */
  isSecure(): boolean;
  /** Requests spare connection ids in place of those that were used. */
  replenishIds(): void;
  /** The connection uses another path from now on. */
  pathChanged(): void;
  /** Sends the last ACK again, if it may not have arrived. */
  repeatAcknowledgement(): void;
  report(event: ConnectionEvent): void;
  traceTransition(machine: string, edge: number): void;
}

/**
 * The paths of a connection: the one to which it sends, those from which records arrive, and the size of the datagrams that
 * the current one carries; RFC 9147 sections 4.4 and 9, RFC 9853.
 */
export class ConnectionPaths {
  readonly #context: ConnectionPathsContext;
  #validation: PathValidation | undefined;
  /** Undefined: no probes. */
  #mtuSearch: PathMtuSearch | undefined;
  /** The size of datagrams that the application knows. */
  #reportedSize: number;
  /** The path of the datagram that is received. */
  #receivedPath: number;
  /** The length of that datagram, until it is counted for the limit of its path. */
  #receivedLength = 0;

  constructor(context: ConnectionPathsContext) {
    this.#context = context;
    this.#receivedPath = context.transmitter.path;
    this.#reportedSize = context.options.maxDatagramSize;
  }

  /** Created when it is first needed: most connections stay on one path. */
  get validation(): PathValidation {
    const { provider, options, statistics, connectionIds, transmitter, flights } = this.#context;
    this.#validation ??= new PathValidation({
      provider,
      ids: connectionIds,
      mode: options.pathValidation,
      currentPath: () => transmitter.path,
      now: () => this.#context.now(),
      roundTrip: () => flights.roundTrip,
      datagramLength: (length, connectionId) => transmitter.pathCheckLength(length, connectionId),
      transmit: (path, connectionId, content, length) =>
        transmitter.queuePathCheck({ path, connectionId, content, length }),
      usePath: (path) => this.#use(path),
      replenishIds: () => this.#context.replenishIds(),
      probeAnswered: (cookie) => this.#probeAnswered(cookie),
      checked: (isValid) => {
        if (isValid) statistics.pathsValidated += 1;
        else statistics.pathsRejected += 1;
      },
      report: (event) => this.#context.report(event),
      traceTransition: (machine, edge) => this.#context.traceTransition(machine, edge),
    });
    return this.#validation;
  }

  /** When the path validation has a timer to expire; Infinity: none runs. */
  get validationDeadline(): number {
    return this.#validation?.deadline ?? NEVER;
  }

  expireValidation(now: number): void {
    this.#validation?.expire(now);
  }

  /** No path is checked or was left, and no size is searched for. */
  get isIdle(): boolean {
    if (this.#mtuSearch !== undefined || this.#context.transmitter.pathMtu.deadline !== NEVER) return false;
    return this.#validation === undefined || this.#validation.isIdle;
  }

  /** Takes the sizes of another object. */
  restore(configured: number, size: number): void {
    const { transmitter } = this.#context;
    transmitter.pathMtu.restore(configured, size);
    transmitter.datagramSizeChanged();
    this.#reportedSize = size;
  }

  /** When the size of datagrams may change; Infinity: no timer runs. */
  get mtuDeadline(): number {
    return Math.min(this.#context.transmitter.pathMtu.deadline, this.#mtuSearch?.deadline ?? NEVER);
  }

  expireMtu(now: number): void {
    this.#context.transmitter.pathMtu.expire(now);
    this.#mtuSearch?.expire(now);
    this.#datagramSizeChanged();
  }

  /** The handshake is complete: the size of datagrams is reported from here on, and the search for it starts. */
  secured(): void {
    this.#reportedSize = this.#context.transmitter.pathMtu.size;
    this.#startMtuSearch();
  }

  /** Application data is sent. */
  dataSent(): void {
    this.#mtuSearch?.dataSent();
  }

  /** The application knows the path. */
  setMaxDatagramSize(size: number): void {
    const { transmitter } = this.#context;
    transmitter.pathMtu.configure(size);
    this.#mtuSearch?.restart();
    this.#reportedSize = size;
    transmitter.datagramSizeChanged();
  }

  /** The network refused a datagram of `size` bytes on the current path. */
  datagramTooLong(size: number): void {
    if (this.#mtuSearch?.datagramTooLong(size) === true) return;
    const { transmitter, flights } = this.#context;
    if (transmitter.pathMtu.reduce(size, this.#context.now())) flights.datagramLost();
    this.#datagramSizeChanged();
  }

  /** Whether a datagram that starts with `first` may arrive on a path that is not the current one. */
  acceptsFrom(path: number, first: number): boolean {
    const hasConnectionId = first >>> 4 === HEADER_WITH_CONNECTION_ID;
    return (hasConnectionId && this.#context.connectionIds.receives) || this.#validation?.expects(path) === true;
  }

  /** A datagram of `length` bytes of this path is received from here on. */
  beginDatagram(path: number, length: number): void {
    this.#receivedPath = path;
    this.#receivedLength = length;
  }

  /** The datagram has an authentic record that is newer than all before. */
  newerRecordReceived(contentType: number): void {
    if (this.#receivedPath === this.#context.transmitter.path) {
      if (contentType !== ContentType.return_routability_check) this.#validation?.currentPathUsed();
      return;
    }
    if (!this.#context.isSecure()) return;
    this.#countDatagram();
    this.validation.newerRecordReceived(this.#receivedPath);
  }

  /** Application data arrived on the current path, in a record that is newer than all before. */
  newerDataReceived(): void {
    this.#validation?.currentPathUsed();
  }

  /** A return routability check message. False: it was not negotiated, or its length is wrong. */
  pathCheckReceived(content: Uint8Array): boolean {
    if (!this.#isCheckNegotiated || !this.#context.isSecure()) return false;
    this.#countDatagram();
    return this.validation.receive(content, this.#receivedPath);
  }

  /** The peer replaced its ids: no earlier one may be used on any path. */
  peerIdsReplaced(): void {
    this.#validation?.peerIdsReplaced();
  }

  /** Our close_notify is sent, and the peer ignores challenges after it. */
  stopChecks(): void {
    this.#mtuSearch?.stop();
    this.#validation?.stop();
  }

  /** Stops all timers at the end of the connection. */
  stop(): void {
    this.#context.transmitter.pathMtu.stop();
    this.#mtuSearch?.stop();
    this.#validation?.stop();
  }

  get #isCheckNegotiated(): boolean {
    return this.#context.connectionIds.negotiated?.returnRoutabilityCheck === true;
  }

  /** The datagram that is received raises the limit of its path, with its first authentic record. */
  #countDatagram(): void {
    const length = this.#receivedLength;
    this.#receivedLength = 0;
    if (length > 0 && this.#receivedPath !== this.#context.transmitter.path) {
      this.validation.datagramReceived(this.#receivedPath, length);
    }
  }

  #use(path: number): void {
    const { transmitter, flights, statistics } = this.#context;
    const previous = transmitter.path;
    transmitter.setPath(path);
    flights.pathChanged();
    transmitter.pathMtu.reset();
    this.#mtuSearch?.restart();
    statistics.pathChanges += 1;
    this.#context.pathChanged();
    this.#context.report({ kind: 'pathChanged', path, previous });
    // What arrived here before the change was acknowledged on the previous path, where the peer may not be any more.
    this.#context.repeatAcknowledgement();
    this.#datagramSizeChanged();
  }

  #startMtuSearch(): void {
    const { provider, options, statistics, transmitter, flights } = this.#context;
    if (options.mtuDiscovery === undefined || !this.#isCheckNegotiated) return;
    const { pathMtu } = transmitter;
    pathMtu.isProbed = true;
    this.#mtuSearch = new PathMtuSearch(
      {
        provider,
        counters: statistics,
        size: () => pathMtu.size,
        configuredSize: () => pathMtu.configured,
        longestDatagram: () => transmitter.longestDatagram,
        now: () => this.#context.now(),
        roundTrip: () => flights.roundTrip,
        challenge: (cookie, length) => this.validation.probe(cookie, length),
        raise: (size) => pathMtu.raise(size),
        reset: () => pathMtu.reset(),
      },
      options.mtuDiscovery,
      options.mtuRaiseTimeout,
    );
  }

  #probeAnswered(cookie: Uint8Array): boolean {
    if (this.#mtuSearch?.responseReceived(cookie) !== true) return false;
    this.#datagramSizeChanged();
    return true;
  }

  /** Uses the size that the path is assumed to carry now, and reports it if it is another one. */
  #datagramSizeChanged(): void {
    const { transmitter } = this.#context;
    const { size } = transmitter.pathMtu;
    transmitter.datagramSizeChanged();
    if (size === this.#reportedSize || !this.#context.isSecure()) return;
    this.#reportedSize = size;
    this.#context.report({
      kind: 'maxDatagramSize',
      maxDatagramSize: size,
      maxMessageSize: transmitter.maxMessageSize,
    });
  }
}
