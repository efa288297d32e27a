import { AlertDescription, alertDescriptionName } from '../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../generated/dtls13/registries/alert-level.ts';
import { EPOCH_APPLICATION } from '../../generated/dtls13/registries/constants.ts';
import { ContentType } from '../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../generated/dtls13/registries/handshake-type.ts';
import { Ack } from '../../generated/dtls13/wire/ack.ts';
import { Alert } from '../../generated/dtls13/wire/alert.ts';
import { Handshake } from '../../generated/dtls13/wire/handshake.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { RecordProtection } from '../crypto/record-protection.ts';
import { AlertError } from '../errors/alert-error.ts';
import { WireError } from '../errors/wire-error.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import { decodeAll, Reader, Writer } from '../wire/index.ts';
import type { Answer, Connection, DatagramBatch, OutputSink } from './endpoint.ts';
import { Flight, type FlightContext } from './flight/flight.ts';
import { ReceivedRecords } from './flight/received-records.ts';
import { ClientHandshake } from './handshake/client/client-handshake.ts';
import type { Agreement, Certificate, HandshakeContext, HandshakeRole } from './handshake/context.ts';
import { Reassembly } from './handshake/reassembly.ts';
import { ServerHandshake } from './handshake/server/server-handshake.ts';
import { checkDatagramSize, checkInitialTimeout, type Settings } from './options.ts';
import { Outbox } from './outbox.ts';
import { OutgoingData } from './outgoing-data.ts';
import { DatagramWriter } from './record/datagram-writer.ts';
import { ReadEpoch, WriteEpoch } from './record/epoch.ts';
import { type RecordHandler, RecordReader } from './record/record-reader.ts';
import { RecordWriter } from './record/record-writer.ts';
import { type Counters, createCounters } from './statistics.ts';

/** What one connection is, besides what its endpoint was told. */
export interface Peer {
  readonly path: number;
  readonly servername: string | undefined;
  /** Present: we are the server. */
  readonly certificate: Certificate | undefined;
  /** Numbers for questions, unique within the endpoint. */
  nextQuestion(): number;
  /** The application used the connection directly: it may have output and another deadline now. */
  touched(connection: DtlsConnection): void;
}

const NEVER = Number.POSITIVE_INFINITY;

/** One association of either role: takes datagrams, time and answers in, gives datagrams, events and questions out. */
export class DtlsConnection implements Connection, HandshakeContext, FlightContext, RecordHandler {
  readonly statistics: Counters = createCounters();
  readonly path: number;
  readonly isClient: boolean;
  readonly servername: string | undefined;
  readonly certificate: Certificate | undefined;
  readonly #settings: Settings;
  readonly #peer: Peer;
  readonly #reader: RecordReader;
  readonly #records: RecordWriter;
  readonly #datagrams: DatagramWriter;
  readonly #reassembly: Reassembly;
  readonly #received = new ReceivedRecords();
  readonly #fragments = new Reader();
  readonly #content = new Writer();
  readonly #outbox = new Outbox();
  readonly #data = new OutgoingData();
  readonly #alerts: Alert[] = [];
  readonly #flight: Flight;
  readonly #role: HandshakeRole;
  readonly #startedAt: number;
  readonly #writeEpochs: WriteEpoch[] = [new WriteEpoch(0, undefined)];
  #now: number;
  #phase: 'handshaking' | 'open' | 'closing' | 'ended' = 'handshaking';
  #deadline: number;
  #question: number | undefined;
  #acknowledgementDue = false;
  #polling = false;

  constructor(settings: Settings, peer: Peer, now: number) {
    this.#settings = settings;
    this.#peer = peer;
    this.#now = now;
    this.#startedAt = now;
    this.path = peer.path;
    this.servername = peer.servername;
    this.certificate = peer.certificate;
    this.isClient = peer.certificate === undefined;
    this.#reader = new RecordReader(this, this.statistics);
    this.#records = new RecordWriter(this.statistics);
    this.#datagrams = new DatagramWriter(this.#records, this.statistics, peer.path, settings.maxDatagramSize);
    this.#reassembly = new Reassembly(settings.maxHandshakeSize);
    this.#deadline = now + settings.handshakeTimeout;
    this.#flight = new Flight(this, this.statistics, settings.initialTimeout);
    if (peer.certificate === undefined) {
      const client = new ClientHandshake(this);
      this.#role = client;
      client.open();
      this.#flight.launch();
    } else {
      this.#role = new ServerHandshake(this, peer.certificate);
    }
  }

  /** Nothing follows any more, and everything was handed over. */
  get ended(): boolean {
    return this.#phase === 'ended' && !this.#hasOutput();
  }

  get handshaking(): boolean {
    return this.#phase === 'handshaking';
  }

  // Input.

  handleDatagrams(batch: DatagramBatch, now: number): void {
    for (let index = 0; index < batch.count; index++) {
      const at = batch.at[index] as number;
      this.handleDatagram(batch.slab, at, at + (batch.length[index] as number), now);
    }
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
    const epoch = this.#writeEpoch();
    const longest = this.#datagrams.maxDatagramSize - this.#records.overhead(epoch);
    for (const bytes of length) if (bytes > longest) throw new MessageTooLargeError(bytes, longest);
    for (let index = 0; index < at.length; index++) {
      if (this.#data.full) return index;
      this.#data.add(slab, at[index] as number, length[index] as number);
    }
    this.#peer.touched(this);
    return at.length;
  }

  configure(change: { maxDatagramSize?: number; initialTimeout?: number }, now: number): void {
    this.#now = now;
    if (change.maxDatagramSize !== undefined) {
      this.#datagrams.maxDatagramSize = checkDatagramSize(change.maxDatagramSize);
    }
    if (change.initialTimeout !== undefined) {
      this.#flight.setInitialTimeout(checkInitialTimeout(change.initialTimeout));
    }
    this.#peer.touched(this);
  }

  close(now: number): void {
    this.#now = now;
    if (this.#phase === 'handshaking') {
      // RFC 9846 section 6.1: user_canceled explains, close_notify closes.
      this.#alerts.push({ level: AlertLevel.warning, description: AlertDescription.user_canceled });
      this.#alerts.push({ level: AlertLevel.warning, description: AlertDescription.close_notify });
      this.#finish();
    } else if (this.#phase === 'open') {
      this.#alerts.push({ level: AlertLevel.warning, description: AlertDescription.close_notify });
      this.#phase = 'closing';
      this.#deadline = now + this.#settings.initialTimeout;
    }
    this.#peer.touched(this);
  }

  // Output.

  poll(sink: OutputSink): boolean {
    // A handler of ours that polls: the poll around it goes on.
    if (this.#polling) return false;
    this.#polling = true;
    this.#datagrams.attach(sink);
    try {
      while (this.#hasOutput()) {
        if (!this.#writeDatagrams()) return true;
        this.#outbox.deliver(sink, this);
      }
      return false;
    } finally {
      this.#polling = false;
    }
  }

  nextDeadline(): number {
    return Math.min(this.#deadline, this.#flight.deadline);
  }

  timers(): { retransmit: number } {
    return { retransmit: this.#flight.retransmitAt };
  }

  #hasOutput(): boolean {
    return (
      !this.#outbox.empty ||
      !this.#data.empty ||
      this.#flight.pending ||
      this.#acknowledgementDue ||
      this.#alerts.length > 0
    );
  }

  /** ACK and flight share datagrams, data goes one by one, alerts close the row. False: the sink is full. */
  #writeDatagrams(): boolean {
    const out = this.#datagrams;
    const epoch = this.#writeEpoch();
    if (this.#records.isExhausted(epoch)) this.#exhausted();
    if (this.#acknowledgementDue) {
      if (!this.#received.write(out, epoch, this.#content)) return false;
      this.#acknowledgementDue = false;
    }
    if (this.#flight.pending && !this.#flight.write(out)) return false;
    if (!this.#data.write(out, epoch)) return false;
    for (let alert = this.#alerts[0]; alert !== undefined; alert = this.#alerts[0]) {
      const size = Alert.size(alert);
      if (!out.begin(epoch, size)) return false;
      Alert.encode(this.#content.reset(out.target, out.at(epoch)), alert);
      out.end(epoch, ContentType.alert, size);
      this.#alerts.shift();
    }
    out.flush();
    return true;
  }

  #writeEpoch(): WriteEpoch {
    return this.#writeEpochs.at(-1) as WriteEpoch;
  }

  // Records.

  record(contentType: number, epoch: number, sequence: number, slab: Uint8Array, at: number, length: number): void {
    if (this.#phase === 'ended') {
      this.statistics.discarded.afterClose += 1;
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
        this.#receiveAlert(epoch, slab.subarray(at, at + length));
        break;
      default:
        this.#unexpectedContent(epoch);
    }
  }

  forgeryLimitReached(): void {
    this.abort(new WirechartError('ERR_DTLS_FORGERY_LIMIT', 'too many records failed authentication'), undefined);
  }

  #receiveData(epoch: number, slab: Uint8Array, at: number, end: number): void {
    if (epoch < EPOCH_APPLICATION) this.#unexpectedContent(epoch);
    else this.#outbox.message(slab, at, end);
  }

  /** What nobody vouches for is dropped; what the peer itself sent breaks the connection. */
  #unexpectedContent(epoch: number): void {
    if (epoch === 0) this.statistics.discarded.unexpectedContent += 1;
    else this.#role.violated('unexpected_message', 'RFC 9846 section 5.2', 'a record of a type that has no place here');
  }

  #receiveHandshake(epoch: number, sequence: number, slab: Uint8Array, at: number, end: number): void {
    const { discarded } = this.statistics;
    const reader = this.#fragments.reset(slab, at, end);
    let usable = true;
    let repeated = false;
    try {
      do {
        const fragment = Handshake.decode(reader);
        if (epoch === 0 && !this.#mayBePlain(fragment)) {
          discarded.unprotected += 1;
          return;
        }
        const reception = this.#reassembly.add(fragment, epoch);
        if (reception === 'unusable') {
          discarded.unusableFragment += 1;
          usable = false;
        } else if (reception === 'repeated') {
          repeated = true;
        } else if (epoch > 0 && epoch < EPOCH_APPLICATION && this.#role.secure) {
          this.#role.violated('unexpected_message', 'RFC 9147 section 6.1', 'a new message under the handshake keys');
          return;
        }
      } while (reader.remaining > 0);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (epoch === 0) discarded.malformed += 1;
      else this.#role.violated('decode_error', 'RFC 9147 section 5.2', error.message);
      return;
    }
    // A record is acknowledged as a whole or not at all; RFC 9147 section 7.
    if (usable) this.#received.add(epoch, sequence);
    if (epoch >= EPOCH_APPLICATION && usable) this.#acknowledgementDue = true;
    else if (repeated && (epoch > 0 || !this.#role.secure)) this.#flight.peerRepeated();
    this.#advance();
  }

  /** Only the two hellos travel unprotected, and only until there are keys; later ones are repetitions. */
  #mayBePlain({ msgType, messageSeq }: Handshake): boolean {
    const hello = this.isClient ? HandshakeType.server_hello : HandshakeType.client_hello;
    return msgType === hello && (this.#writeEpochs.length === 1 || messageSeq < this.#reassembly.next);
  }

  /** Gives complete messages to the handshake, as long as no question holds it back. */
  #advance(): void {
    while (this.#phase !== 'ended' && this.#question === undefined) {
      const message = this.#reassembly.take();
      if (message === undefined) return;
      const { secure } = this.#role;
      this.#role.receive(message.type, message.body);
      if (this.#flight.launch()) this.#received.clear();
      else if (!secure) this.#flight.answered();
    }
  }

  #receiveAck(epoch: number, slab: Uint8Array, at: number, end: number): void {
    if (epoch === 0) {
      // Allowed once the version is settled, but anybody can write one, and a timer repairs what it could have told.
      this.statistics.discarded.unprotected += 1;
      return;
    }
    try {
      const reader = this.#fragments.reset(slab, at, end);
      const ack = Ack.decode(reader);
      reader.finish('ACK');
      const highest = epoch < EPOCH_APPLICATION ? epoch : this.#writeEpoch().number;
      if (ack.recordNumbers.some((number) => number.epoch > highest)) {
        this.#role.violated('illegal_parameter', 'RFC 9147 section 7.2', 'an ACK for an epoch above its own');
        return;
      }
      this.#flight.acknowledge(ack);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#role.violated('decode_error', 'RFC 9147 section 7', error.message);
    }
  }

  #receiveAlert(epoch: number, bytes: Uint8Array): void {
    if (epoch === 0 && this.#writeEpochs.length > 1) {
      this.statistics.discarded.unprotected += 1;
      return;
    }
    let alert: Alert;
    try {
      alert = decodeAll(Alert, bytes);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (epoch === 0) this.statistics.discarded.malformed += 1;
      else this.#role.violated('decode_error', 'RFC 9846 section 6', error.message);
      return;
    }
    // close_notify follows; RFC 9846 section 6.1.
    if (alert.description === AlertDescription.user_canceled) return;
    if (alert.description !== AlertDescription.close_notify || this.#phase === 'handshaking') {
      this.#role.alertReceived(new AlertError(alertDescriptionName(alert.description)));
      return;
    }
    if (this.#phase === 'open') {
      this.#alerts.push({ level: AlertLevel.warning, description: AlertDescription.close_notify });
    }
    this.#finish();
  }

  // What the handshake does to us.

  get provider(): CryptoProvider {
    return this.#settings.provider;
  }

  now(): number {
    return this.#now;
  }

  stage(type: number, epoch: number, body: Uint8Array, last: boolean): void {
    const write = this.#writeEpochs.find(({ number }) => number === epoch) as WriteEpoch;
    this.#flight.stage(type, write, body, last);
  }

  installRead(epoch: number, protection: RecordProtection): void {
    this.#reader.install(new ReadEpoch(epoch, protection, this.#settings.replayWindow));
  }

  installWrite(epoch: number, protection: RecordProtection): void {
    this.#writeEpochs.push(new WriteEpoch(epoch, protection));
  }

  keylog(label: string, clientRandom: Uint8Array, secret: Uint8Array): void {
    if (!this.#settings.keylog) return;
    this.#outbox.event({ kind: 'keylog', label, clientRandom: clientRandom.slice(), secret: secret.slice() });
  }

  askChain(chain: readonly Uint8Array[]): void {
    const id = this.#peer.nextQuestion();
    this.#question = id;
    this.#outbox.ask({ kind: 'chain', id, chain, servername: this.servername });
  }

  secure(agreement: Agreement): void {
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
    this.#acknowledgementDue = true;
    this.#flight.peerFinished();
  }

  abort(error: WirechartError, alert: string | undefined): void {
    if (this.#phase === 'ended') return;
    if (alert !== undefined) {
      const description = AlertDescription[alert as keyof typeof AlertDescription];
      this.#alerts.push({ level: AlertLevel.fatal, description });
    }
    this.#end();
    this.#outbox.event({ kind: 'error', error });
  }

  traceHandshake(machine: string, edge: number): void {
    if (this.#settings.trace) this.#outbox.event({ kind: 'transition', machine, edge });
  }

  // What the flight does to us.

  get maxTimeout(): number {
    return this.#settings.maxTimeout;
  }

  get maxRetransmissions(): number {
    return this.#settings.maxRetransmissions;
  }

  get lingerTime(): number {
    return this.#settings.lingerTime;
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
    this.#acknowledgementDue = true;
  }

  dropHandshakeKeys(): void {
    this.#reader.drop(EPOCH_APPLICATION - 1);
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
    this.#acknowledgementDue = false;
    this.#data.clear();
    this.#flight.stop();
    this.#role.wipe();
  }
}

/** A datagram no record of the path can hold. */
class MessageTooLargeError extends RangeError {
  readonly code = 'ERR_DTLS_MESSAGE_TOO_LARGE';

  constructor(length: number, longest: number) {
    super(`${length} bytes do not fit into one record; at most ${longest} do`);
  }
}
