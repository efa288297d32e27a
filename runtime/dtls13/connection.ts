import { AlertDescription } from '../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../generated/dtls13/registries/alert-level.ts';
import { EPOCH_HANDSHAKE } from '../../generated/dtls13/registries/constants.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { RecordProtection } from '../crypto/record-protection.ts';
import { AlertError } from '../errors/alert-error.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import type { Answer, Connection, ConnectionEvent, DatagramBatch, OutputSink } from './endpoint.ts';
import { type AckContext, AckScheduler } from './flight/ack-scheduler.ts';
import { Flight, type FlightContext } from './flight/flight.ts';
import { ClientHandshake } from './handshake/client/client-handshake.ts';
import type { Agreement, HandshakeContext, HandshakeRole } from './handshake/context.ts';
import type { Exporter } from './handshake/exporter.ts';
import { IncomingMessages } from './handshake/incoming-messages.ts';
import type { ClientPolicy } from './handshake/policy.ts';
import { IncomingRecords } from './incoming-records.ts';
import { Lifecycle, type LifecycleContext } from './lifecycle.ts';
import { checkDatagramSize, checkInitialTimeout, type Settings } from './options.ts';
import { Outbox } from './outbox.ts';
import { ReadEpoch } from './record/epoch.ts';
import { RecordReader } from './record/record-reader.ts';
import { type Counters, createCounters } from './statistics.ts';
import { Transmitter } from './transmitter.ts';

/** What one connection is, besides what its endpoint was told. */
export interface Peer {
  readonly path: number;
  /** What a client brings, or the handshake that a server has begun at its door. */
  readonly role: ClientPolicy | AdmittedHandshake;
  /** A number for the next question, unique within the endpoint. */
  nextQuestion(): number;
  /** The application used the connection directly: it may have output and another deadline now. */
  touched(connection: DtlsConnection): void;
}

/** A handshake whose ClientHello was accepted before there was a connection. */
export interface AdmittedHandshake {
  readonly handshake: HandshakeRole;
  /** message_seq of that ClientHello: 1 where it answers a HelloRetryRequest. */
  readonly messageSeq: number;
  /** Number of the last record it came in: ours go on from there. */
  readonly recordSequence: number;
}

/** One association of either role: takes datagrams, time and answers in, gives datagrams, events and questions out. */
export class DtlsConnection implements Connection, HandshakeContext, FlightContext, AckContext, LifecycleContext {
  readonly statistics: Counters = createCounters();
  readonly path: number;
  readonly isClient: boolean;
  readonly #settings: Settings;
  readonly #peer: Peer;
  readonly #lifecycle: Lifecycle;
  readonly #records: IncomingRecords;
  readonly #reader: RecordReader;
  readonly #messages: IncomingMessages;
  readonly #out: Transmitter;
  readonly #outbox = new Outbox();
  readonly #flight: Flight;
  readonly #acks: AckScheduler;
  readonly #role: HandshakeRole;
  readonly #startedAt: number;
  #now: number;
  #question: number | undefined;
  #exporter: Exporter | undefined;
  #polling = false;

  constructor(settings: Settings, peer: Peer, now: number) {
    this.#settings = settings;
    this.#peer = peer;
    this.#now = now;
    this.#startedAt = now;
    this.path = peer.path;
    this.isClient = !('handshake' in peer.role);
    this.#lifecycle = new Lifecycle(this, settings);
    this.#messages = new IncomingMessages(this.isClient, settings.maxHandshakeSize, this.statistics);
    this.#out = new Transmitter(this.statistics, peer.path, settings.maxDatagramSize);
    this.#flight = new Flight(this, settings, this.statistics);
    this.#acks = new AckScheduler(this, this.#messages.received);
    const { role } = peer;
    if ('handshake' in role) {
      this.#role = role.handshake;
      this.#messages.startAfter(role.messageSeq);
      this.#flight.startAt(role.messageSeq);
      this.#out.epoch.sequence = role.recordSequence;
    } else {
      const client = new ClientHandshake(this, role);
      this.#role = client;
      client.open();
      this.#flight.launch();
    }
    this.#records = new IncomingRecords({
      role: this.#role,
      messages: this.#messages,
      flight: this.#flight,
      acks: this.#acks,
      out: this.#out,
      outbox: this.#outbox,
      lifecycle: this.#lifecycle,
      statistics: this.statistics,
      isHeld: () => this.#question !== undefined,
      abort: (error, alert) => this.abort(error, alert),
    });
    this.#reader = new RecordReader(this.#records, this.statistics);
  }

  /** The ClientHello that led here was taken in, and what was staged answers it. */
  launch(): void {
    if (this.#flight.launch()) this.#messages.beginFlight();
  }

  /** Nothing follows any more, and everything was handed over. */
  get ended(): boolean {
    return this.#lifecycle.ended && !this.#hasOutput();
  }

  /** The peer is authenticated, or was before the end. */
  get authenticated(): boolean {
    return this.#role.secure;
  }

  get handshaking(): boolean {
    return this.#lifecycle.handshaking;
  }

  get maxMessageSize(): number {
    return this.#lifecycle.writable ? this.#out.longest : 0;
  }

  // Input.

  handleDatagrams(batch: DatagramBatch, now: number): void {
    for (let index = 0; index < batch.count; index++) {
      const at = batch.at[index] as number;
      const length = batch.length[index] as number;
      if (batch.path[index] === this.path) {
        this.handleDatagram(batch.slab, at, at + length, now);
      } else {
        // From somebody else: the host may use one socket for many things.
        this.statistics.datagramsReceived += 1;
        this.statistics.bytesReceived += length;
        this.statistics.discarded.unassociated += 1;
      }
    }
    this.#peer.touched(this);
  }

  /** One datagram, `slab[at, end)`; what the listener calls after routing. */
  handleDatagram(slab: Uint8Array, at: number, end: number, now: number): void {
    this.#now = now;
    this.statistics.datagramsReceived += 1;
    this.statistics.bytesReceived += end - at;
    if (this.#lifecycle.ended) this.statistics.discarded.afterClose += 1;
    else this.#reader.receive(slab, at, end);
  }

  handleTimeout(now: number): void {
    this.#now = now;
    this.#lifecycle.expire(now);
    this.#acks.expire(now);
    this.#flight.expire(now);
  }

  answer(answer: Answer, now: number): void {
    if (answer.id !== this.#question) return;
    this.#now = now;
    this.#question = undefined;
    if (answer.accept) this.#role.chainAccepted(answer.publicKey);
    else this.#role.chainRejected(answer.alert, answer.error);
    this.#records.advance();
  }

  sendMany(slab: Uint8Array, at: Int32Array, length: Int32Array, now: number): number {
    this.#now = now;
    if (!this.#lifecycle.writable) return 0;
    this.#peer.touched(this);
    return this.#out.data(slab, at, length);
  }

  exportKeyingMaterial(label: string, context: Uint8Array, length: number): Uint8Array {
    const exporter = this.#exporter;
    if (exporter === undefined) {
      throw new WirechartError('ERR_DTLS_NOT_SECURE', 'there is no keying material without a secure connection');
    }
    return exporter.derive(label, context, length);
  }

  configure(change: { maxDatagramSize?: number; initialTimeout?: number }, now: number): void {
    this.#now = now;
    const { maxDatagramSize, initialTimeout } = change;
    if (maxDatagramSize !== undefined) checkDatagramSize(maxDatagramSize);
    if (initialTimeout !== undefined) checkInitialTimeout(initialTimeout);
    if (maxDatagramSize !== undefined) this.#out.setMaxDatagramSize(maxDatagramSize);
    if (initialTimeout !== undefined) this.#flight.setInitialTimeout(initialTimeout);
    this.#peer.touched(this);
  }

  close(now: number): void {
    this.#now = now;
    this.#lifecycle.close();
    this.#peer.touched(this);
  }

  abandon(now: number): void {
    this.#now = now;
    this.#lifecycle.abandon();
    this.#out.mute();
    this.#outbox.clear();
    this.#peer.touched(this);
  }

  /** The client has begun anew on the same path: ends with a word to the host and none to the client. */
  supersede(now: number): void {
    this.#now = now;
    this.#lifecycle.supersede();
    this.#out.mute();
    this.#peer.touched(this);
  }

  // Output.

  poll(sink: OutputSink): boolean {
    // A handler of ours that polls: the poll around it goes on.
    if (this.#polling) return false;
    this.#polling = true;
    try {
      while (this.#hasOutput()) {
        if (this.#out.exhausted) this.#exhausted();
        if (!this.#out.write(sink, this.#acks, this.#flight)) return true;
        this.#outbox.deliver(sink, this);
      }
      if (this.#lifecycle.ended) this.#out.forget();
      return false;
    } finally {
      this.#polling = false;
    }
  }

  nextDeadline(): number {
    return Math.min(this.#lifecycle.deadline, this.#flight.deadline, this.#acks.deadline);
  }

  timers(): { retransmit: number } {
    return { retransmit: this.#flight.retransmitAt };
  }

  #hasOutput(): boolean {
    return !this.#outbox.empty || this.#acks.pending || this.#flight.pending || this.#out.pending;
  }

  // What the handshake does to us.

  get provider(): CryptoProvider {
    return this.#settings.provider;
  }

  now(): number {
    return this.#now;
  }

  stage(type: number, epoch: number, body: Uint8Array, last: boolean): void {
    this.#flight.stage(type, this.#out.epochNumbered(epoch), body, last);
  }

  installRead(epoch: number, protection: RecordProtection): void {
    this.#reader.install(new ReadEpoch(epoch, protection, this.#settings.replayWindow));
  }

  installWrite(epoch: number, protection: RecordProtection): void {
    this.#out.install(epoch, protection);
  }

  keylog(label: string, clientRandom: Uint8Array, secret: Uint8Array): void {
    if (!this.#settings.keylog) return;
    this.#outbox.event({ kind: 'keylog', label, clientRandom: clientRandom.slice(), secret: secret.slice() });
  }

  askChain(chain: readonly Uint8Array[]): void {
    const id = this.#peer.nextQuestion();
    this.#question = id;
    const { role } = this.#peer;
    const servername = 'handshake' in role ? undefined : role.servername;
    this.#outbox.ask({ kind: 'chain', id, subject: this.isClient ? 'server' : 'client', chain, servername });
  }

  secure(agreement: Agreement, exporter: Exporter): void {
    this.#exporter = exporter;
    this.#lifecycle.secured();
    this.#outbox.event({
      kind: 'secure',
      protocol: 'DTLSv1.3',
      ...agreement,
      elapsed: this.#now - this.#startedAt,
    });
  }

  acknowledgeLastFlight(): void {
    this.#acks.unanswered();
    this.#flight.peerFinished();
  }

  abort(error: WirechartError, alert: string | undefined): void {
    if (this.#lifecycle.ended) return;
    if (alert !== undefined) {
      const description = AlertDescription[alert as keyof typeof AlertDescription];
      this.#out.alert(AlertLevel.fatal, description);
    }
    this.#lifecycle.fail(error);
  }

  traceHandshake(machine: string, edge: number): void {
    if (this.#settings.trace) this.#outbox.event({ kind: 'transition', machine, edge });
  }

  // What the flight and its ACKs do to us.

  retransmitTimeout(): number {
    return this.#flight.timeout;
  }

  /** A hello that chose DTLS 1.3 was taken in: a ClientHello or ServerHello, which brings keys, or a HelloRetryRequest. */
  versionSettled(): boolean {
    return this.#out.epoch.number > 0 || this.#messages.hasAnswered;
  }

  traceFlight(edge: number): void {
    this.traceHandshake('flight', edge);
  }

  flightAcknowledged(): void {
    this.#role.flightAcknowledged();
  }

  flightExhausted(): void {
    this.#role.flightExhausted();
  }

  repeatAcknowledgement(): void {
    this.#acks.unanswered();
  }

  dropHandshakeKeys(): void {
    this.#reader.drop(EPOCH_HANDSHAKE);
  }

  // What the lifecycle does to us.

  handshakeExpired(): void {
    this.#role.flightExhausted();
  }

  closedEarly(): void {
    this.#role.alertReceived(new AlertError('close_notify'));
  }

  farewell(description: AlertDescription): void {
    this.#out.alert(AlertLevel.warning, description);
  }

  discardData(): void {
    this.#out.discardData();
  }

  report(event: ConnectionEvent): void {
    this.#outbox.event(event);
  }

  hasGapBelow(epoch: number, sequence: number): boolean {
    return this.#reader.hasGapBelow(epoch, sequence);
  }

  release(): void {
    this.#question = undefined;
    this.#role.closed();
    this.#reader.close();
    this.#flight.stop();
    this.#acks.stop();
    this.#role.wipe();
    this.#exporter?.wipe();
    this.#exporter = undefined;
  }

  /** Without KeyUpdate a key that must not be used any more ends the connection. */
  #exhausted(): void {
    this.abort(
      new WirechartError('ERR_DTLS_KEYS_EXHAUSTED', 'the key has protected all records it may'),
      'internal_error',
    );
    // Where it had ended before, what is left cannot go out.
    this.#out.discardData();
  }
}
