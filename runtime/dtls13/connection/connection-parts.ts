import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../../generated/dtls13/registries/alert-level.ts';
import { EPOCH_APPLICATION, EPOCH_HANDSHAKE } from '../../../generated/dtls13/registries/constants.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { AlertError } from '../../errors/alert-error.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { TimeoutError } from '../../errors/timeout-error.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import type { BufferHandle } from '../../slab/buffer-pool.ts';
import type { BufferPools } from '../../slab/buffer-pools.ts';
import type { ConnectionEvent } from '../endpoint.ts';
import type { ClientAuthSettings, RequestedCertificates } from '../handshake/certificate-request.ts';
import { ClientHandshake } from '../handshake/client/client-handshake.ts';
import type { Exporter } from '../handshake/exporter.ts';
import type {
  Handshake,
  HandshakeContext,
  NegotiatedConnectionIds,
  NegotiatedParameters,
  SessionSecrets,
} from '../handshake/handshake-context.ts';
import { sessionContextDigest } from '../handshake/psk/session-context.ts';
import { SecretBuffer } from '../handshake/secret-buffer.ts';
import { type CertificateRequestOptions, resolveCertificateRequest } from '../options/certificate-request-options.ts';
import type { ResolvedOptions } from '../options/endpoint-options.ts';
import { ConnectionIds } from '../post-handshake/connection-ids.ts';
import { PostHandshake } from '../post-handshake/post-handshake.ts';
import type { PostHandshakeContext } from '../post-handshake/post-handshake-context.ts';
import type { ReadEpoch } from '../record/epoch.ts';
import { RecordReader } from '../record/record-reader.ts';
import { type AckContext, AckScheduler } from '../reliability/ack-scheduler.ts';
import { Flights, type FlightsContext } from '../reliability/flights.ts';
import { IncomingMessages } from '../reliability/incoming-messages.ts';
import type { Counters } from '../statistics.ts';
import { ApplicationRequests, type ApplicationRequestsContext } from './application-requests.ts';
import type { ConnectionContext } from './connection-context.ts';
import { ConnectionOutput, type ConnectionOutputContext } from './connection-output.ts';
import { ConnectionPaths } from './connection-paths.ts';
import { ConnectionTimers, type ConnectionTimersContext } from './connection-timers.ts';
import { EarlyData } from './early-data.ts';
import { EpochKeys } from './epoch-keys.ts';
import { EventQueue } from './event-queue.ts';
import { Lifecycle, type LifecycleContext } from './lifecycle.ts';
import { MessageDispatcher, type MessageDispatcherContext } from './message-dispatcher.ts';
import { OpenRequests } from './open-requests.ts';
import { RecordDispatcher, type RecordDispatcherContext } from './record-dispatcher.ts';
import { Transmitter } from './transmitter.ts';

/** What a client asks of its peer: nothing. */
const NO_CERTIFICATES: RequestedCertificates = { certificateAuthorities: [], oidFilters: [], requestOcsp: false };

/**
 * Creates the parts of a connection and connects them: the machines of the charts (lifecycle, flight, ACKs, handshake)
 * with the records they read and write.
 *
 * 1. A handshake message that we send: handshake -> `stage` -> flights -> transmitter.
 * 2. A record that we receive: reader -> record dispatcher -> message dispatcher -> handshake, or flight, ACKs or events.
 * 3. The end: any part -> `abort` -> lifecycle -> `release`.
 */
export class ConnectionParts
  implements
    HandshakeContext,
    PostHandshakeContext,
    FlightsContext,
    AckContext,
    LifecycleContext,
    ApplicationRequestsContext,
    RecordDispatcherContext,
    MessageDispatcherContext,
    ConnectionTimersContext,
    ConnectionOutputContext
{
  readonly isClient: boolean;
  readonly lifecycle: Lifecycle;
  readonly flights: Flights;
  readonly acks: AckScheduler;
  readonly handshake: Handshake;
  readonly records: RecordDispatcher;
  readonly reader: RecordReader;
  readonly transmitter: Transmitter;
  readonly keys: EpochKeys;
  readonly connectionIds: ConnectionIds;
  readonly events = new EventQueue();
  readonly #options: ResolvedOptions;
  readonly #context: ConnectionContext;
  readonly statistics: Counters;
  readonly messages: IncomingMessages;
  readonly messageDispatcher: MessageDispatcher;
  readonly startedAt: number;
  /** The time of the current input, in the host's milliseconds. */
  time: number;
  /** The connection was never compacted. */
  isNew = true;
  /** When datagrams were received or messages were sent last. */
  usedAt = 0;
  /** When the connection is compacted if nothing uses it until then. */
  compactAt = Number.POSITIVE_INFINITY;
  readonly paths: ConnectionPaths;
  readonly timers: ConnectionTimers;
  readonly output: ConnectionOutput;
  readonly requests: OpenRequests;
  readonly application: ApplicationRequests;
  readonly earlyData: EarlyData;
  exporter: Exporter | undefined;
  readonly buffers: BufferPools;
  #handshakeRead: SecretBuffer | undefined;
  /** The exchanges after the handshake; undefined before `secure` and after the end. */
  postHandshake: PostHandshake | undefined;

  constructor(options: ResolvedOptions, context: ConnectionContext, statistics: Counters, now: number) {
    this.#options = options;
    this.#context = context;
    this.buffers = options.buffers;
    this.statistics = statistics;
    this.time = now;
    this.startedAt = now;
    this.isClient = !('handshake' in context.start);
    this.requests = new OpenRequests((id) => context.requestClosed(id));
    this.lifecycle = new Lifecycle(this, options);
    const { handshake: pool } = this.buffers;
    const onResize = (bytes: number): void => {
      statistics.reassemblyBytes += bytes;
      context.reassemblyResized(bytes);
    };
    this.messages = new IncomingMessages(this.isClient, options.maxHandshakeSize, statistics, onResize, pool);
    this.transmitter = new Transmitter(statistics, context.path, options);
    this.flights = new Flights(this, options, statistics);
    this.acks = new AckScheduler(this, this.messages.received);
    const { start } = context;
    const client = 'handshake' in start ? undefined : new ClientHandshake(this, start);
    if ('handshake' in start) {
      this.handshake = start.handshake;
      this.messages.startAfter(start.messageSeq);
      this.flights.setNextMessageSeq(start.messageSeq);
      this.transmitter.epochs.newest.sequence = start.recordSequence;
    } else {
      this.handshake = client as ClientHandshake;
    }
    this.application = new ApplicationRequests(this, context, options.initialTimeout);
    this.messageDispatcher = new MessageDispatcher(this);
    this.records = new RecordDispatcher(this);
    // The client has returned a certificate then: half-open handshakes of others must stay small.
    const keepsData = (newest: number): boolean =>
      this.isClient || (newest === EPOCH_HANDSHAKE && this.requests.stalls('handshake'));
    const kept = { pool, read: (buffer: BufferHandle) => this.events.own(pool, buffer) };
    this.reader = new RecordReader(this.records, statistics, keepsData, kept);
    const { flights, transmitter, events } = this;
    const { epochs } = this.reader;
    this.keys = new EpochKeys(epochs, transmitter.epochs, options.replayWindow);
    const { replayWindow } = options;
    const { buffers } = this;
    this.earlyData = new EarlyData({ epochs, transmitter, events, statistics, buffers, replayWindow });
    this.connectionIds = new ConnectionIds({
      registry: context.connectionIds,
      own: this.reader.connectionIds,
      use: (peerId) => transmitter.setConnectionId(peerId),
      peerIdsReplaced: () => this.paths.peerIdsReplaced(),
      counters: statistics,
    });
    this.paths = new ConnectionPaths({
      provider: options.provider,
      options,
      statistics,
      connectionIds: this.connectionIds,
      transmitter,
      flights,
      now: () => this.time,
      isSecure: () => this.postHandshake !== undefined,
      replenishIds: () => this.#replenishConnectionIds(),
      pathChanged: () => context.pathChanged(),
      repeatAcknowledgement: () => this.repeatAcknowledgement(),
      report: (event) => this.report(event),
      traceTransition: (machine, edge) => this.traceTransition(machine, edge),
    });
    this.timers = new ConnectionTimers(this, options.handshakeTimeout);
    this.output = new ConnectionOutput(this);
    // All parts exist here, so an error in the first flight ends the connection as a later error does.
    client?.open();
    if (client !== undefined) this.flights.handshake.start();
  }

  /** Starts the flight that answers the accepted ClientHello. */
  startFlight(): void {
    if (this.flights.handshake.start()) this.messages.beginFlight();
  }

  /** Continues the handshake, which an open request stalled. A server's flight may start then, and not with a message. */
  resumeHandshake(): void {
    this.messageDispatcher.advance();
    this.startFlight();
  }

  /**
   * Application data can be sent: after the handshake, and after its Finished by a server that accepted early data
   * (0.5-RTT; RFC 9147 section 5.1).
   */
  get writable(): boolean {
    return this.lifecycle.writable || this.#respondsEarly;
  }

  /**
   * Bytes of datagrams with application data that can be sent; Infinity: there is no limit. A retransmission of the flight
   * is kept in reserve, which would otherwise wait for the client's.
   */
  get dataCredit(): number {
    if (!this.#respondsEarly) return Number.POSITIVE_INFINITY;
    return this.#context.remainingCredit() - this.transmitter.flightLength(this.flights.handshake);
  }

  get #respondsEarly(): boolean {
    if (this.isClient || !this.lifecycle.handshaking || !this.earlyData.accepted) return false;
    return this.transmitter.epochs.newest.number === EPOCH_APPLICATION;
  }

  /** Ends the connection with `error` and sends close_notify to the peer. */
  closeWithError(error: WirechartError): void {
    if (this.lifecycle.ended) return;
    this.transmitter.queueAlert(AlertLevel.warning, AlertDescription.close_notify);
    this.lifecycle.fail(error);
  }

  /** A failure of the crypto provider, or of a function of the application, ends only this connection. */
  abortAfter(error: unknown): void {
    if (!(error instanceof InternalError)) throw error;
    this.abort(error, 'internal_error');
  }

  /** What a request of ours asks of the client. Throws ConfigError. */
  clientAuthSettings(options: CertificateRequestOptions): ClientAuthSettings {
    const defaults = this.#context.requestedCertificates ?? NO_CERTIFICATES;
    return resolveCertificateRequest(options, defaults, this.#options.handshakeTimeout);
  }

  // HandshakeContext.

  get provider(): CryptoProvider {
    return this.#options.provider;
  }

  now(): number {
    return this.time;
  }

  stage(type: number, epoch: number, body: Uint8Array, last: boolean): void {
    this.flights.handshake.stage(type, this.transmitter.epochs.withNumber(epoch), body, last);
  }

  limitRecordSize(sent: number, received: number): void {
    this.transmitter.limitPlaintext(sent);
    this.reader.maxPlaintext = received;
  }

  createConnectionId(): Uint8Array {
    return this.connectionIds.createFirst();
  }

  setConnectionIds(ids: NegotiatedConnectionIds | undefined): void {
    this.connectionIds.set(ids);
  }

  keylog(label: string, clientRandom: Uint8Array, secret: Uint8Array): void {
    if (!this.#options.keylog) return;
    this.events.addEvent({ kind: 'keylog', label, clientRandom: clientRandom.slice(), secret: secret.slice() });
  }

  withdraw(): void {
    this.lifecycle.abandon();
    this.transmitter.discardOutput();
    this.events.addEvent({ kind: 'withdrawn' });
  }

  secure(negotiated: NegotiatedParameters, secrets: SessionSecrets): void {
    this.earlyData.end();
    this.beginSession(secrets);
    this.paths.secured();
    this.lifecycle.secured();
    this.events.addEvent({
      kind: 'secure',
      protocol: 'DTLSv1.3',
      ...negotiated,
      earlyData: this.earlyData.result,
      elapsed: this.time - this.startedAt,
    });
    // A client does so when its last flight is acknowledged.
    if (this.isClient) return;
    this.#replenishConnectionIds();
    (this.postHandshake as PostHandshake).issueTickets();
  }

  /** Owns the secrets from here on. */
  beginSession(secrets: SessionSecrets): void {
    this.exporter = secrets.exporter;
    // A client's keys of epoch 2 are not kept.
    if (this.isClient) secrets.handshakeRead.fill(0);
    else this.#handshakeRead = new SecretBuffer(this.buffers.crypto, secrets.handshakeRead);
    if (this.#options.pacing === 'adaptive') this.messages.received.completeHandshake();
    this.postHandshake = new PostHandshake(this, {
      flights: this.flights,
      secrets,
      tickets: this.#context.tickets,
      certificates: 'handshake' in this.#context.start ? [] : this.#context.start.certificates,
      completionTimeout: this.#options.handshakeTimeout,
      sessionContext: () => sessionContextDigest(this.provider, this.#context.sessionSettings),
      lingerTime: this.#options.lingerTime,
      rekeyLimits: this.#options.rekeyAfter,
      isOpen: () => this.lifecycle.writable,
      writeEpoch: () => this.transmitter.epochs.newest,
      readEpoch: () => this.reader.epochs.newest as ReadEpoch,
      connectionIds: this.connectionIds,
      wantedSpares: this.#options.connectionIds?.spares ?? 0,
    });
  }

  /** Overwrites all secrets of a connection whose state was taken, and which goes on without these parts. */
  retire(): void {
    this.reader.clear();
    this.messages.close();
    this.transmitter.epochs.dropKeys();
    this.exporter?.zeroize();
    this.postHandshake?.secrets.zeroize();
    this.#handshakeRead?.zeroize();
  }

  get logsKeys(): boolean {
    return this.#options.keylog;
  }

  /** Records. */
  get replayWindow(): number {
    return this.#options.replayWindow;
  }

  /** The client's traffic secret of epoch 2, not to be kept, while its keys are kept; undefined: they are erased. */
  get handshakeRead(): Uint8Array | undefined {
    return this.#handshakeRead?.bytes;
  }

  acknowledgeLastFlight(): void {
    this.acks.unansweredReceived();
    this.flights.handshake.lastPeerFlightReceived();
  }

  abort(error: WirechartError, alert: string | undefined): void {
    if (this.lifecycle.ended) return;
    if (alert !== undefined) {
      const description = AlertDescription[alert as keyof typeof AlertDescription];
      // The server reads application keys after our Finished only. A server's alert is lost, and the client retransmits.
      const epoch = this.isClient ? this.flights.handshake.unsentEpoch : undefined;
      this.transmitter.queueAlert(AlertLevel.fatal, description, epoch);
    }
    this.lifecycle.fail(error);
  }

  traceTransition(machine: string, edge: number, instance = 0): void {
    if (this.#options.trace) this.events.addEvent({ kind: 'transition', machine, instance, edge });
  }

  // FlightsContext and AckContext.

  get hasEarlyAcks(): boolean {
    return this.#options.pacing === 'adaptive';
  }

  retransmitTimeout(): number {
    return this.flights.timeout;
  }

  unextendedTimeout(): number {
    return this.flights.unextendedTimeout;
  }

  isRestMissing(): boolean {
    if (!this.lifecycle.handshaking || this.handshake.secure || this.flights.handshake.outstanding) return false;
    return !this.requests.stalls('handshake') || this.messages.hasGap;
  }

  /**
   * True once a hello that selects DTLS 1.3 was received: a ClientHello or ServerHello, which leads to keys, or a
   * HelloRetryRequest.
   */
  versionNegotiated(): boolean {
    return this.transmitter.epochs.hasKeys || this.messages.hasAnswered;
  }

  flightAcknowledged(): void {
    this.handshake.flightAcknowledged();
    this.postHandshake?.flights.messageAcknowledged();
    if (this.isClient) this.#replenishConnectionIds();
  }

  flightExhausted(): void {
    this.handshake.flightExhausted();
  }

  exchangeExhausted(): void {
    this.abort(new TimeoutError('the acknowledgement of a message', this.time - this.startedAt), undefined);
  }

  repeatAcknowledgement(): void {
    // Enough ACKs named all records: an empty one would request a retransmission.
    if (!this.messages.received.empty) this.acks.postHandshakeReceived();
  }

  dropHandshakeKeys(): void {
    this.keys.dropRead(EPOCH_HANDSHAKE);
    this.#handshakeRead?.zeroize();
    this.#handshakeRead = undefined;
  }

  // PostHandshakeContext.

  keysUpdated(direction: 'read' | 'write', epoch: number): void {
    if (direction === 'write') this.statistics.keyUpdatesSent += 1;
    else this.statistics.keyUpdatesReceived += 1;
    this.events.addEvent({ kind: 'keyUpdate', direction, epoch });
  }

  // LifecycleContext.

  handshakeExpired(): void {
    this.handshake.flightExhausted();
  }

  closedDuringHandshake(): void {
    this.handshake.alertReceived(new AlertError('close_notify'));
  }

  sendWarningAlert(description: AlertDescription): void {
    this.transmitter.queueAlert(AlertLevel.warning, description);
  }

  writeClosed(): void {
    this.paths.stopChecks();
  }

  discardData(): void {
    this.transmitter.discardData();
  }

  report(event: ConnectionEvent): void {
    this.events.addEvent(event);
  }

  hasGapBelow(epoch: number, sequence: number): boolean {
    return this.reader.epochs.withNumber(epoch)?.window.hasGapBelow(sequence) ?? false;
  }

  release(): void {
    this.requests.clear();
    this.connectionIds.release();
    this.handshake.closed();
    this.reader.clear();
    this.messages.close();
    this.flights.stop();
    this.acks.stop();
    this.paths.stop();
    this.handshake.zeroize();
    this.#handshakeRead?.zeroize();
    this.#handshakeRead = undefined;
    this.exporter?.zeroize();
    this.exporter = undefined;
    this.earlyData.zeroize();
    this.postHandshake?.stop(this.lifecycle.failed);
    this.postHandshake = undefined;
  }

  #replenishConnectionIds(): void {
    if (this.connectionIds.sends) this.postHandshake?.connectionIds.replenish();
  }
}
