import { FlightEvent, FlightMachine, type FlightPort, FlightTimer } from '../../../generated/dtls13/machines/flight.ts';
import { MAX_SEQUENCE_NUMBER, RETRANSMIT_BACKOFF } from '../../../generated/dtls13/registries/constants.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import type { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { Writer } from '../../wire/index.ts';
import type { Settings } from '../options.ts';
import type { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';
import type { Counters } from '../statistics.ts';
import { createOutboundMessage, type OutboundMessage, type SentFragment } from './outbound-message.ts';

/** What flights need from the connection around them. */
export interface FlightContext {
  readonly isClient: boolean;
  /** The time of the input being handled. */
  now(): number;
  traceFlight(edge: number): void;
  flightAcknowledged(): void;
  flightExhausted(): void;
  repeatAcknowledgement(): void;
  dropHandshakeKeys(): void;
}

/** How patient flights are; times in milliseconds; RFC 9147 section 5.8.2. */
export type FlightSettings = Pick<Settings, 'initialTimeout' | 'maxTimeout' | 'maxRetransmissions' | 'lingerTime'>;

const NOTHING = new Uint8Array(0);
/** Records remembered for ACKs to come. What is older was sent again since, or a timer sends it again. */
const MAX_SENT = 512;

/** One number for a record: epochs are few, so the product stays a safe integer. */
const keyOf = (epoch: number, sequence: number): number => epoch * (MAX_SEQUENCE_NUMBER + 1) + sequence;

const headerLength = Handshake.size({ msgType: 0, length: 0, messageSeq: 0, fragmentOffset: 0, fragment: NOTHING });

/**
 * Our side of the lock-step: one flight of handshake messages at a time, sent, sent again and acknowledged as the
 * flight chart says; RFC 9147 sections 5.5, 5.8 and 7.2.
 */
export class Flight implements FlightPort {
  readonly #context: FlightContext;
  readonly #settings: FlightSettings;
  readonly #counters: Counters;
  readonly #machine: FlightMachine;
  readonly #writer = new Writer();
  #timeout: number;
  #retransmissions = 0;
  /** Unprotected repetitions that were answered. */
  #answers = 0;
  #retransmitAt = Number.POSITIVE_INFINITY;
  #lingerAt = Number.POSITIVE_INFINITY;
  #nextSequence = 0;
  #staged: OutboundMessage[] = [];
  #messages: OutboundMessage[] = [];
  /** By `keyOf`, oldest first. */
  readonly #sent = new Map<number, readonly SentFragment[]>();
  #acknowledgedAny = false;
  #peersLast = false;
  #last = false;
  /** Whether the flight, or what is left of it, has to be written; then from where. */
  #pending = false;
  #cursor = 0;
  #offset = 0;

  constructor(context: FlightContext, settings: FlightSettings, counters: Counters) {
    this.#context = context;
    this.#settings = settings;
    this.#counters = counters;
    this.#timeout = settings.initialTimeout;
    this.#machine = new FlightMachine(this);
    this.#machine.start();
  }

  /** When `expire` is due. */
  get deadline(): number {
    return Math.min(this.#retransmitAt, this.#lingerAt);
  }

  /** The retransmit timer as it stands, in milliseconds. */
  get timeout(): number {
    return this.#timeout;
  }

  get retransmitAt(): number {
    return this.#retransmitAt;
  }

  /** True: `write` has something to write. */
  get pending(): boolean {
    return this.#pending;
  }

  /** Puts a message into the next flight. `last`: the handshake ends with that flight. */
  stage(type: number, epoch: WriteEpoch, body: Uint8Array, last: boolean): void {
    this.#staged.push(createOutboundMessage(type, this.#nextSequence, epoch, body));
    this.#nextSequence += 1;
    this.#last = last;
  }

  /** The peer's flight was taken in completely and what was staged answers it. False: nothing was staged. */
  launch(): boolean {
    if (this.#staged.length === 0) return false;
    this.#machine.send(FlightEvent.nextFlightComplete);
    this.#messages = this.#staged;
    this.#staged = [];
    this.#machine.send(FlightEvent.buffered);
    return true;
  }

  /** The peer has begun to answer our flight, so it has all of it; RFC 9147 section 7.1. */
  answered(): void {
    this.#machine.send(FlightEvent.nextFlightPart);
  }

  /** The peer's last flight is complete. */
  peerFinished(): void {
    this.#peersLast = true;
    this.#machine.send(FlightEvent.nextFlightComplete);
  }

  /**
   * The peer sent something again that we had. An unprotected message can be repeated by anybody, and each answer is
   * larger than it: past the attempts of one flight only our own timer answers.
   */
  peerRepeated(isAuthentic: boolean): void {
    if (!isAuthentic) {
      if (this.#answers === this.#settings.maxRetransmissions) return;
      this.#answers += 1;
    }
    this.#machine.send(FlightEvent.peerRetransmit);
  }

  /** The connection is over. */
  stop(): void {
    this.#machine.send(FlightEvent.stopped);
    this.#pending = false;
    this.#messages = [];
    this.#sent.clear();
  }

  /** A new first value for the retransmit timer; a running timer keeps its back-off. */
  setInitialTimeout(initialTimeout: number): void {
    const timeout = Math.min(initialTimeout * RETRANSMIT_BACKOFF ** this.#retransmissions, this.#settings.maxTimeout);
    if (this.#retransmitAt !== Number.POSITIVE_INFINITY) this.#retransmitAt += timeout - this.#timeout;
    this.#timeout = timeout;
  }

  expire(now: number): void {
    if (now >= this.#retransmitAt) this.#machine.elapsed(FlightTimer['WAITING.ARMED.retransmit']);
    if (now >= this.#lingerAt) this.#machine.elapsed(FlightTimer['FINISHED.linger']);
  }

  /** Takes an ACK; RFC 9147 section 7.2. Record numbers we do not know are ignored. */
  acknowledge({ recordNumbers }: Ack): void {
    let news = false;
    for (const { epoch, sequenceNumber } of recordNumbers) {
      for (const { message, from, to } of this.#sent.get(keyOf(epoch, sequenceNumber)) ?? []) {
        if (message.acknowledged.add(from, to)) news = true;
      }
    }
    if (!news) return;
    this.#acknowledgedAny = true;
    const complete = this.#messages.every(({ acknowledged, body }) => acknowledged.covers(body.length));
    this.#machine.send(complete ? FlightEvent.ackComplete : FlightEvent.ackPartial);
  }

  /** Writes what is to be sent. False: the sink is full, call again. */
  write(out: DatagramWriter): boolean {
    for (;;) {
      this.#skipAcknowledged();
      const message = this.#messages[this.#cursor];
      if (message === undefined) break;
      if (!out.begin(message.epoch, headerLength + 1)) return false;
      this.#writeRecord(out, message.epoch);
    }
    this.#pending = false;
    this.#machine.send(FlightEvent.transmitted);
    return true;
  }

  /** Fills one record with as many fragments as fit. */
  #writeRecord(out: DatagramWriter, epoch: WriteEpoch): void {
    const { sequence } = epoch;
    const fragments: SentFragment[] = [];
    const at = out.at(epoch);
    const room = out.room(epoch);
    let used = 0;
    for (;;) {
      this.#skipAcknowledged();
      const message = this.#messages[this.#cursor];
      if (message === undefined || message.epoch !== epoch || room - used <= headerLength) break;
      const from = this.#offset;
      const gap = message.acknowledged.gapEnd(from, message.body.length);
      const to = Math.min(gap, from + room - used - headerLength);
      Handshake.encode(this.#writer.reset(out.target, at + used), {
        msgType: message.type,
        length: message.body.length,
        messageSeq: message.sequence,
        fragmentOffset: from,
        fragment: message.body.subarray(from, to),
      });
      used += headerLength + to - from;
      fragments.push({ message, from, to });
      this.#offset = to;
      // Peers that sniff the version look at the first bytes of a plaintext record: one message each.
      if (epoch.protection === undefined) break;
    }
    out.end(epoch, ContentType.handshake, used);
    for (const oldest of this.#sent.keys()) {
      if (this.#sent.size < MAX_SENT) break;
      this.#sent.delete(oldest);
    }
    this.#sent.set(keyOf(epoch.number, sequence), fragments);
  }

  /** Moves the cursor to the next byte the peer may not have. */
  #skipAcknowledged(): void {
    for (;;) {
      const message = this.#messages[this.#cursor];
      if (message === undefined) return;
      this.#offset = message.acknowledged.gapStart(this.#offset, message.body.length);
      if (this.#offset < message.body.length) return;
      this.#cursor += 1;
      this.#offset = 0;
    }
  }

  // What the flight chart asks for.

  transition(edge: number): void {
    this.#context.traceFlight(edge);
  }

  isClient(): boolean {
    return this.#context.isClient;
  }

  isLastFlight(): boolean {
    return this.#last;
  }

  isPeersLastFlight(): boolean {
    return this.#peersLast;
  }

  nothingAcknowledged(): boolean {
    return !this.#acknowledgedAny;
  }

  attemptsLeft(): boolean {
    return this.#retransmissions < this.#settings.maxRetransmissions;
  }

  transmitFlight(): void {
    if (this.#sent.size > 0) this.#counters.retransmissions += 1;
    this.#pending = true;
    this.#cursor = 0;
    this.#offset = 0;
  }

  backOff(): void {
    this.#retransmissions += 1;
    this.#timeout = Math.min(this.#timeout * RETRANSMIT_BACKOFF, this.#settings.maxTimeout);
  }

  dropFlight(): void {
    this.#messages = [];
    this.#sent.clear();
    this.#pending = false;
    this.#acknowledgedAny = false;
    this.#retransmissions = 0;
  }

  reportAcknowledged(): void {
    this.#context.flightAcknowledged();
  }

  reportExhausted(): void {
    this.#context.flightExhausted();
  }

  repeatAcknowledgement(): void {
    this.#context.repeatAcknowledgement();
  }

  dropHandshakeKeys(): void {
    this.#context.dropHandshakeKeys();
  }

  startTimer(timer: FlightTimer): void {
    const now = this.#context.now();
    if (timer === FlightTimer['FINISHED.linger']) this.#lingerAt = now + this.#settings.lingerTime;
    else this.#retransmitAt = now + this.#timeout;
  }

  cancelTimer(timer: FlightTimer): void {
    if (timer === FlightTimer['FINISHED.linger']) this.#lingerAt = Number.POSITIVE_INFINITY;
    else this.#retransmitAt = Number.POSITIVE_INFINITY;
  }
}
