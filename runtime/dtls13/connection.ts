import { AlertDescription, alertDescriptionName } from '../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../generated/dtls13/registries/alert-level.ts';
import {
  EPOCH_APPLICATION,
  EPOCH_HANDSHAKE,
  MAX_PLAINTEXT_LENGTH,
} from '../../generated/dtls13/registries/constants.ts';
import { ContentType } from '../../generated/dtls13/registries/content-type.ts';
import { Ack } from '../../generated/dtls13/wire/ack.ts';
import { Alert } from '../../generated/dtls13/wire/alert.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { RecordProtection } from '../crypto/record-protection.ts';
import { AlertError } from '../errors/alert-error.ts';
import { WireError } from '../errors/wire-error.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import { Reader } from '../wire/index.ts';
import type { Answer, Connection, DatagramBatch, OutputSink } from './endpoint.ts';
import { type AckContext, AckScheduler } from './flight/ack-scheduler.ts';
import { Flight, type FlightContext } from './flight/flight.ts';
import { ClientHandshake } from './handshake/client/client-handshake.ts';
import type { Agreement, HandshakeContext, HandshakeRole } from './handshake/context.ts';
import type { Exporter } from './handshake/exporter.ts';
import { IncomingMessages } from './handshake/incoming-messages.ts';
import type { ClientPolicy } from './handshake/policy.ts';
import { checkDatagramSize, checkInitialTimeout, type Settings } from './options.ts';
import { Outbox } from './outbox.ts';
import { ReadEpoch } from './record/epoch.ts';
import { type RecordHandler, RecordReader } from './record/record-reader.ts';
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

const NEVER = Number.POSITIVE_INFINITY;

/** One association of either role: takes datagrams, time and answers in, gives datagrams, events and questions out. */
export class DtlsConnection implements Connection, HandshakeContext, FlightContext, AckContext, RecordHandler {
  readonly statistics: Counters = createCounters();
  readonly path: number;
  readonly isClient: boolean;
  readonly #settings: Settings;
  readonly #peer: Peer;
  readonly #reader: RecordReader;
  readonly #messages: IncomingMessages;
  readonly #out: Transmitter;
  readonly #content = new Reader();
  readonly #outbox = new Outbox();
  readonly #flight: Flight;
  readonly #acks: AckScheduler;
  readonly #role: HandshakeRole;
  readonly #startedAt: number;
  #now: number;
  #phase: 'handshaking' | 'open' | 'closing' | 'ended' = 'handshaking';
  #deadline: number;
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
    this.#reader = new RecordReader(this, this.statistics);
    this.#messages = new IncomingMessages(this.isClient, settings.maxHandshakeSize, this.statistics);
    this.#out = new Transmitter(this.statistics, peer.path, settings.maxDatagramSize);
    this.#deadline = now + settings.handshakeTimeout;
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
  }

  /** The ClientHello that led here was taken in, and what was staged answers it. */
  launch(): void {
    if (this.#flight.launch()) this.#messages.beginFlight();
  }

  /** Nothing follows any more, and everything was handed over. */
  get ended(): boolean {
    return this.#phase === 'ended' && !this.#hasOutput();
  }

  /** The id of the question that is open. */
  get question(): number | undefined {
    return this.#question;
  }

  /** The peer is authenticated, or was before the end. */
  get authenticated(): boolean {
    return this.#role.secure;
  }

  get handshaking(): boolean {
    return this.#phase === 'handshaking';
  }

  get maxMessageSize(): number {
    return this.#phase === 'open' ? this.#out.longest : 0;
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
    if (this.#phase === 'ended') this.statistics.discarded.afterClose += 1;
    else this.#reader.receive(slab, at, end);
  }

  handleTimeout(now: number): void {
    this.#now = now;
    if (now >= this.#deadline) {
      this.#deadline = NEVER;
      if (this.#phase === 'handshaking') this.#role.flightExhausted();
      else if (this.#phase === 'closing') this.#finish();
    }
    this.#acks.expire(now);
    this.#flight.expire(now);
  }

  answer(answer: Answer, now: number): void {
    if (answer.id !== this.#question) return;
    this.#now = now;
    this.#question = undefined;
    if (answer.accept) this.#role.chainAccepted(answer.publicKey);
    else this.#role.chainRejected(answer.alert, answer.error);
    this.#advance();
  }

  sendMany(slab: Uint8Array, at: Int32Array, length: Int32Array, now: number): number {
    this.#now = now;
    if (this.#phase !== 'open') return 0;
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
    if (this.#phase === 'handshaking') {
      // RFC 9846 section 6.1: user_canceled explains, close_notify closes.
      this.#out.alert(AlertLevel.warning, AlertDescription.user_canceled);
      this.#out.alert(AlertLevel.warning, AlertDescription.close_notify);
      this.#finish();
    } else if (this.#phase === 'open') {
      this.#out.alert(AlertLevel.warning, AlertDescription.close_notify);
      this.#phase = 'closing';
      this.#deadline = now + this.#settings.initialTimeout;
    }
    this.#peer.touched(this);
  }

  abandon(now: number): void {
    this.#now = now;
    if (this.#phase !== 'ended') {
      this.#role.closed();
      this.#end();
    }
    this.#out.mute();
    this.#outbox.clear();
    this.#peer.touched(this);
  }

  /** The client has begun anew on the same path: ends with a word to the host and none to the client. */
  supersede(now: number): void {
    this.#now = now;
    if (this.#phase !== 'ended') this.#finish();
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
      if (this.#phase === 'ended') this.#out.forget();
      return false;
    } finally {
      this.#polling = false;
    }
  }

  nextDeadline(): number {
    return Math.min(this.#deadline, this.#flight.deadline, this.#acks.deadline);
  }

  timers(): { retransmit: number } {
    return { retransmit: this.#flight.retransmitAt };
  }

  #hasOutput(): boolean {
    return !this.#outbox.empty || this.#acks.pending || this.#flight.pending || this.#out.pending;
  }

  // Records.

  record(contentType: number, epoch: number, sequence: number, slab: Uint8Array, at: number, length: number): void {
    if (this.#phase === 'ended') {
      this.statistics.discarded.afterClose += 1;
      return;
    }
    if (length > MAX_PLAINTEXT_LENGTH) {
      this.#role.violated('record_overflow', 'RFC 9846 section 5.1', `${length} bytes of content`);
      return;
    }
    if (length === 0 && epoch > 0 && (contentType === ContentType.handshake || contentType === ContentType.alert)) {
      this.#role.violated('unexpected_message', 'RFC 9846 section 5.4', 'a record without content');
      return;
    }
    switch (contentType) {
      case ContentType.application_data:
        this.#receiveData(epoch, slab, at, at + length);
        break;
      case ContentType.handshake:
        this.#receiveHandshake(epoch, sequence, slab, at, at + length);
        break;
      case ContentType.ack:
        this.#receiveAck(epoch, slab, at, at + length);
        break;
      case ContentType.alert:
        this.#receiveAlert(epoch, slab, at, at + length);
        break;
      default:
        // Not valid, whoever vouches for it; RFC 9147 section 4.5.2.
        this.statistics.discarded.unexpectedContent += 1;
    }
  }

  /** The answer to our hello before the ServerHello, or data before the Finished: something is lost, or late. */
  unreadable(): void {
    if (this.#phase === 'handshaking' && !this.#role.secure) this.#acks.unreadable();
  }

  forgeryLimitReached(): void {
    this.abort(new WirechartError('ERR_DTLS_FORGERY_LIMIT', 'too many records failed authentication'), undefined);
  }

  #receiveData(epoch: number, slab: Uint8Array, at: number, end: number): void {
    if (epoch >= EPOCH_APPLICATION) this.#outbox.message(slab, at, end);
    else if (epoch === 0) this.statistics.discarded.unexpectedContent += 1;
    else this.#role.violated('unexpected_message', 'RFC 9147 section 6.1', 'data under the handshake keys');
  }

  #receiveHandshake(epoch: number, sequence: number, slab: Uint8Array, at: number, end: number): void {
    let awaited = false;
    try {
      const intake = this.#messages.receive(epoch, sequence, slab, at, end, this.#hasKeys);
      awaited = epoch < EPOCH_APPLICATION && intake.usable && intake.current;
      if (epoch >= EPOCH_APPLICATION) {
        if (intake.usable) this.#acks.unanswered();
      } else if (epoch > 0 && intake.fresh && this.#role.secure) {
        this.#role.violated('unexpected_message', 'RFC 9147 section 6.1', 'a new message under the handshake keys');
      } else if (intake.repeated) {
        if (epoch > 0 || !this.#role.secure) this.#flight.peerRepeated(epoch > 0);
      } else if (intake.fresh && epoch > 0) {
        // Not for a part of a ServerHello: a forged one would keep us from asking for the true one.
        this.#flight.answered();
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#role.undecodable(error, 'RFC 9147 section 5.2');
    }
    this.#advance();
    if (awaited && !this.#role.secure && this.#phase === 'handshaking') this.#acks.part(this.#messages.hasGap);
  }

  /** Gives complete messages to the handshake, as long as no question holds it back. */
  #advance(): void {
    while (this.#phase !== 'ended' && this.#question === undefined) {
      const message = this.#messages.take();
      if (message === undefined) return;
      const { secure } = this.#role;
      this.#role.receive(message.type, message.body);
      if (this.#flight.launch()) this.#beginFlight();
      else if (!secure) this.#flight.answered();
    }
  }

  #beginFlight(): void {
    this.#messages.beginFlight();
    this.#acks.answered();
  }

  #receiveAck(epoch: number, slab: Uint8Array, at: number, end: number): void {
    if (epoch === 0) {
      // Anybody can write one, so nothing counts as received by it. It may only have us repeat what nobody acknowledged.
      this.statistics.discarded.unprotected += 1;
      if (this.#hasKeys && !this.#role.secure) this.#flight.hint();
      return;
    }
    try {
      const reader = this.#content.reset(slab, at, end);
      const ack = Ack.decode(reader);
      reader.finish('ACK');
      const highest = epoch < EPOCH_APPLICATION ? epoch : this.#out.epoch.number;
      if (ack.recordNumbers.some((number) => number.epoch > highest)) {
        this.#role.violated('illegal_parameter', 'RFC 9147 section 7.2', 'an ACK for an epoch above its own');
        return;
      }
      this.#flight.acknowledge(ack);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#role.undecodable(error, 'RFC 9147 section 7');
    }
  }

  #receiveAlert(epoch: number, slab: Uint8Array, at: number, end: number): void {
    if (epoch === 0 && this.#hasKeys) {
      this.statistics.discarded.unprotected += 1;
      return;
    }
    let alert: Alert;
    try {
      const reader = this.#content.reset(slab, at, end);
      alert = Alert.decode(reader);
      reader.finish('Alert');
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (epoch === 0) this.statistics.discarded.malformed += 1;
      else this.#role.undecodable(error, 'RFC 9846 section 6');
      return;
    }
    // close_notify follows; RFC 9846 section 6.1.
    if (alert.description === AlertDescription.user_canceled) return;
    if (alert.description !== AlertDescription.close_notify || this.#phase === 'handshaking') {
      this.#role.alertReceived(new AlertError(alertDescriptionName(alert.description)));
      return;
    }
    if (this.#phase === 'open') {
      this.#out.alert(AlertLevel.warning, AlertDescription.close_notify);
    }
    this.#finish();
  }

  /** True once records are protected in both directions: what is not may come from anybody. */
  get #hasKeys(): boolean {
    return this.#out.epoch.number > 0;
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
    this.#phase = 'open';
    this.#deadline = NEVER;
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
    if (this.#phase === 'ended') return;
    if (alert !== undefined) {
      const description = AlertDescription[alert as keyof typeof AlertDescription];
      this.#out.alert(AlertLevel.fatal, description);
    }
    this.#end();
    this.#outbox.event({ kind: 'error', error });
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
    return this.#hasKeys || this.#messages.hasAnswered;
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

  // The end.

  /** Without KeyUpdate a key that must not be used any more ends the connection. */
  #exhausted(): void {
    this.abort(
      new WirechartError('ERR_DTLS_KEYS_EXHAUSTED', 'the key has protected all records it may'),
      'internal_error',
    );
  }

  #finish(): void {
    this.#role.closed();
    this.#end();
    this.#outbox.event({ kind: 'closed' });
  }

  #end(): void {
    this.#phase = 'ended';
    this.#deadline = NEVER;
    this.#question = undefined;
    this.#out.silence();
    this.#reader.close();
    this.#flight.stop();
    this.#acks.stop();
    this.#role.wipe();
    this.#exporter?.wipe();
    this.#exporter = undefined;
  }
}
