import { FlightEvent, FlightMachine, type FlightPort, FlightTimer } from '../../../generated/dtls13/machines/flight.ts';
import { MAX_BURST_RECORDS } from '../../../generated/dtls13/registries/constants.ts';
import type { Ack } from '../../../generated/dtls13/wire/ack.ts';
import type { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';
import type { Counters } from '../statistics.ts';
import { createOutboundMessage, OutboundFlight, type OutboundMessage } from './outbound-flight.ts';
import { RetransmitTimer, type RetransmitTimerOptions } from './retransmit-timer.ts';
import { SentRecords } from './sent-records.ts';

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

/** Timers, attempts and sizes of a flight; see the options of the same names. */
export interface FlightOptions extends RetransmitTimerOptions {
  readonly maxRetransmissions: number;
  /** Milliseconds that the last flight is kept to answer retransmissions of the peer. */
  readonly lingerTime: number;
  /** Bytes. */
  readonly fallbackDatagramSize: number;
}

const NEVER = Number.POSITIVE_INFINITY;
/** Timers that run out one after the other before a flight is cut smaller: the path may not carry what we send. */
const EXPIRIES_BEFORE_FALLBACK_SIZE = 2;

/**
 * Our side of the lock-step: one flight of handshake messages at a time, sent, sent again and acknowledged as the
 * flight chart says; RFC 9147 sections 5.5, 5.8, 5.8.3 and 7.2.
 */
export class Flight implements FlightPort {
  readonly #context: FlightContext;
  readonly #options: FlightOptions;
  readonly #counters: Counters;
  readonly #machine: FlightMachine;
  readonly #timer: RetransmitTimer;
  readonly #outbound = new OutboundFlight();
  readonly #sent = new SentRecords();
  #staged: OutboundMessage[] = [];
  #nextMessageSeq = 0;
  /** Times the timer ran out since the peer last showed that it gets anything of this flight. */
  #expiries = 0;
  /** Unprotected repetitions that were answered. */
  #unauthenticatedResponses = 0;
  /** Times the timer was begun anew for somebody else's sake. */
  #timerRestarts = 0;
  #retransmitAt = NEVER;
  #retransmitTimer: FlightTimer = FlightTimer['WAITING.ARMED.retransmit'];
  #lingerAt = NEVER;
  #acknowledgedAny = false;
  #isPeersLastFlight = false;
  #isLastFlight = false;
  /** Whether the flight, or what is left of it, has to be written; then how many records it may still take. */
  #pending = false;
  #burstRecords = 0;
  /** When the flight went out, as long as all of it was sent once. */
  #firstSentAt: number | undefined;
  #usesFallbackSize = false;

  constructor(context: FlightContext, options: FlightOptions, counters: Counters) {
    this.#context = context;
    this.#options = options;
    this.#counters = counters;
    this.#timer = new RetransmitTimer(options);
    this.#machine = new FlightMachine(this);
    this.#machine.start();
  }

  /** When `expire` is due. */
  get deadline(): number {
    return Math.min(this.#retransmitAt, this.#lingerAt);
  }

  /** The retransmit timer as it stands, in milliseconds. */
  get timeout(): number {
    return this.#timer.timeout;
  }

  get retransmitAt(): number {
    return this.#retransmitAt;
  }

  /** True: `write` has something to write. */
  get pending(): boolean {
    return this.#pending;
  }

  /** Messages before this one were sent before there was a connection. Only at the start. */
  setNextMessageSeq(messageSeq: number): void {
    this.#nextMessageSeq = messageSeq;
  }

  /** Puts a message into the next flight. `last`: the handshake ends with that flight. */
  stage(type: number, epoch: WriteEpoch, body: Uint8Array, last: boolean): void {
    this.#staged.push(createOutboundMessage(type, this.#nextMessageSeq, epoch, body));
    this.#nextMessageSeq += 1;
    this.#isLastFlight = last;
  }

  /** The peer's flight was taken in completely and what was staged answers it. False: nothing was staged. */
  start(): boolean {
    if (this.#staged.length === 0) return false;
    this.#machine.send(FlightEvent.nextFlightComplete);
    this.#outbound.load(this.#staged);
    this.#staged = [];
    this.#machine.send(FlightEvent.buffered);
    return true;
  }

  /** An answer came that may be to an earlier flight: the timer goes on, with what it says about the round trip. */
  measureRoundTrip(): void {
    if (this.#firstSentAt !== undefined) this.#timer.measure(this.#context.now() - this.#firstSentAt);
    this.#firstSentAt = undefined;
  }

  /** The peer has begun to answer our flight, so it has all of it; RFC 9147 section 7.1. */
  nextFlightPartReceived(): void {
    this.#machine.send(FlightEvent.nextFlightPart);
  }

  /** The peer's last flight is complete. */
  lastPeerFlightReceived(): void {
    this.#isPeersLastFlight = true;
    this.#machine.send(FlightEvent.nextFlightComplete);
  }

  /**
   * The peer sent something again that we had. An unprotected message can be repeated by anybody, and each answer is
   * larger than it: past the attempts of one flight only our own timer answers.
   */
  peerRetransmitted(isAuthentic: boolean): void {
    if (!isAuthentic) {
      if (this.#unauthenticatedResponses === this.#options.maxRetransmissions) return;
      this.#unauthenticatedResponses += 1;
    }
    this.#machine.send(FlightEvent.peerRetransmit);
  }

  /** Something, perhaps forged, says that the peer lacks a part of our flight. */
  requestRetransmit(): void {
    this.peerRetransmitted(false);
  }

  /** A datagram of ours did not leave this machine, as the machine itself says. */
  datagramLost(): void {
    this.#machine.send(FlightEvent.peerRetransmit);
  }

  /**
   * Begins the timer anew: the peer may have begun anew, and would take what we send again for the answer to its new
   * hello. Anybody can have us believe that, so it is done no more often than a flight has attempts.
   */
  postponeRetransmission(): void {
    if (this.#retransmitAt === NEVER || this.#timerRestarts === this.#options.maxRetransmissions) return;
    this.#timerRestarts += 1;
    this.#retransmitAt = this.#context.now() + this.#timer.timeout;
  }

  /** The connection is over. */
  stop(): void {
    this.#machine.send(FlightEvent.stopped);
    this.dropFlight();
  }

  /** A new first value for the retransmit timer; a running timer keeps its back-off. */
  setInitialTimeout(initialTimeout: number): void {
    const previous = this.#timer.timeout;
    this.#timer.setInitialTimeout(initialTimeout);
    if (this.#retransmitAt !== NEVER) this.#retransmitAt += this.#timer.timeout - previous;
  }

  expire(now: number): void {
    if (now >= this.#retransmitAt) this.#machine.elapsed(this.#retransmitTimer);
    if (now >= this.#lingerAt) this.#machine.elapsed(FlightTimer['FINISHED.linger']);
  }

  /** Takes an ACK; RFC 9147 section 7.2. */
  acknowledge(ack: Ack): void {
    // It acknowledges nothing: whoever sends it is there and waits; RFC 9147 section 7.1.
    if (ack.recordNumbers.length === 0) this.requestRetransmit();
    const { acknowledgedAny, sentAt } = this.#sent.acknowledge(ack);
    if (!acknowledgedAny) return;
    this.#acknowledgedAny = true;
    this.#expiries = 0;
    if (sentAt !== undefined) this.#timer.measure(this.#context.now() - sentAt);
    this.#machine.send(this.#outbound.acknowledged ? FlightEvent.ackComplete : FlightEvent.ackPartial);
  }

  /** Writes what is to be sent. False: the sink is full, call again. */
  write(out: DatagramWriter): boolean {
    if (!this.#usesFallbackSize) return this.#write(out);
    const { maxDatagramSize } = out;
    out.flush();
    out.maxDatagramSize = Math.min(maxDatagramSize, this.#options.fallbackDatagramSize);
    try {
      const isWritten = this.#write(out);
      if (isWritten) out.flush();
      return isWritten;
    } finally {
      out.maxDatagramSize = maxDatagramSize;
    }
  }

  #write(out: DatagramWriter): boolean {
    while (!this.#outbound.written && this.#burstRecords < MAX_BURST_RECORDS) {
      const record = this.#outbound.write(out, this.#context.now());
      if (record === undefined) return false;
      this.#burstRecords += 1;
      this.#sent.add(record);
      if (!record.isFirstTransmission) this.#firstSentAt = undefined;
    }
    this.#pending = false;
    this.#machine.send(this.#outbound.written ? FlightEvent.transmitted : FlightEvent.burstSent);
    return true;
  }

  // What the flight chart asks for.

  transition(edge: number): void {
    this.#context.traceFlight(edge);
  }

  isClient(): boolean {
    return this.#context.isClient;
  }

  isLastFlight(): boolean {
    return this.#isLastFlight;
  }

  isPeersLastFlight(): boolean {
    return this.#isPeersLastFlight;
  }

  nothingAcknowledged(): boolean {
    return !this.#acknowledgedAny;
  }

  isFirstPass(): boolean {
    return this.#outbound.isFirstPass;
  }

  attemptsLeft(): boolean {
    return this.#expiries < this.#options.maxRetransmissions;
  }

  rewind(): void {
    this.#outbound.rewind();
  }

  transmitFlight(): void {
    if (this.#sent.empty) this.#firstSentAt = this.#context.now();
    else if (!this.#outbound.isFirstPass) this.#counters.retransmissions += 1;
    this.#pending = true;
    this.#burstRecords = 0;
  }

  backOff(): void {
    this.#expiries += 1;
    this.#timer.backOff();
    if (this.#expiries >= EXPIRIES_BEFORE_FALLBACK_SIZE) this.#usesFallbackSize = true;
  }

  dropFlight(): void {
    this.measureRoundTrip();
    this.#outbound.load([]);
    this.#sent.clear();
    this.#pending = false;
    this.#acknowledgedAny = false;
    this.#expiries = 0;
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
    if (timer === FlightTimer['FINISHED.linger']) {
      this.#lingerAt = now + this.#options.lingerTime;
    } else {
      this.#retransmitTimer = timer;
      this.#retransmitAt = now + this.#timer.timeout;
    }
  }

  cancelTimer(timer: FlightTimer): void {
    if (timer === FlightTimer['FINISHED.linger']) this.#lingerAt = NEVER;
    else this.#retransmitAt = NEVER;
  }
}
