import {
  FlightEvent,
  FlightMachine,
  type FlightPort,
  FlightState,
  FlightTimer,
} from '../../../generated/dtls13/machines/flight.ts';
import type { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';
import type { Counters } from '../statistics.ts';
import { Burst } from './burst.ts';
import { createOutboundMessage, OutboundFlight, type OutboundMessage } from './outbound-flight.ts';
import type { RetransmitTimer, RetransmitTimerOptions } from './retransmit-timer.ts';
import type { SentRecords } from './sent-records.ts';

/** What a flight needs from its surroundings. */
export interface FlightContext {
  /** We send the first flight of the exchange; otherwise the peer does. */
  readonly sendsFirst: boolean;
  /** The numbers of the records of all flights of the connection. */
  readonly sentRecords: SentRecords<Flight>;
  readonly timer: RetransmitTimer;
  /** The time of the current input, in the host's milliseconds. */
  now(): number;
  /** The message_seq of the next message: all flights of a connection share one sequence. */
  takeMessageSeq(): number;
  traceTransition(machine: string, edge: number): void;
  flightAcknowledged(): void;
  flightExhausted(): void;
  repeatAcknowledgement(): void;
  dropHandshakeKeys(): void;
}

/** Timers, attempts and sizes of a flight; see the options of the same names. */
export interface FlightOptions extends RetransmitTimerOptions {
  readonly maxRetransmissions: number;
  /**
   * Milliseconds for which the keys of epoch 2 are kept after the last flight, to answer retransmissions of the peer.
   */
  readonly lingerTime: number;
  /** Bytes. */
  readonly fallbackDatagramSize: number;
}

const NEVER = Number.POSITIVE_INFINITY;
/**
 * Consecutive timer expiries after which the flight uses the fallback size: the path may not carry the current size.
 */
const EXPIRIES_BEFORE_FALLBACK_SIZE = 2;
/**
 * Consecutive timer expiries after which the side that sends first repeats a short flight in the same burst, once more for
 * each further expiry, as far as the burst has room: the next attempt is many seconds away, and a server has no state
 * yet to request what is missing.
 */
const EXPIRIES_WITHOUT_COPIES = 1;

/**
 * Transmission and retransmission of our flights in one exchange, one at a time, as in the flight chart; RFC 9147
 * sections 5.5, 5.7, 5.8, 5.8.3 and 7.2. The exchange is the handshake, or one that follows it (RFC 9147 section
 * 5.8.4).
 *
 * 1. PREPARING: the exchange stages the messages of its next flight.
 * 2. SENDING: `write` sends up to ten records.
 * 3. WAITING: ARMED after all records were sent, BLOCKED between bursts of ten, ACKED when nothing is outstanding. A
 *    timer, an ACK of a part, a retransmission of the peer or a change of the path leads back to SENDING.
 * 4. FINISHED: the last flight is acknowledged, or the peer's last flight is complete; the ACK is repeated for
 *    `lingerTime`.
 * 5. EXHAUSTED: the last attempt had no response. DONE: `lingerTime` is over, or the connection ended.
 */
export class Flight implements FlightPort {
  readonly #context: FlightContext;
  readonly #options: FlightOptions;
  readonly #counters: Counters;
  readonly #machine: FlightMachine;
  readonly #timer: RetransmitTimer;
  readonly #outbound: OutboundFlight;
  #staged: OutboundMessage[] = [];
  /** A record of the current flight was written. */
  #hasSent = false;
  /** Timer expiries since the peer last acknowledged a part of this flight. */
  #expiries = 0;
  /** Unprotected retransmissions of the peer that were answered. */
  #unauthenticatedResponses = 0;
  /** Restarts of the timer by `postponeRetransmission`. */
  #timerRestarts = 0;
  #retransmitAt = NEVER;
  #retransmitTimer: FlightTimer = FlightTimer['WAITING.ARMED.retransmit'];
  #lingerAt = NEVER;
  #acknowledgedAny = false;
  #isPeersLastFlight = false;
  #isLastFlight = false;
  /** Whether `write` has records to write. */
  #pending = false;
  readonly #burst: Burst;
  /** The next burst starts at the first unacknowledged byte. */
  #isRewound = false;
  /** When a record was written last. */
  #sentAt = 0;
  /** When a part of the current flight was written again; records from before measure no round trip. */
  #retransmittedAt = Number.NEGATIVE_INFINITY;
  /** When the flight was sent; undefined: a part of it was retransmitted, or it was measured. */
  #firstSentAt: number | undefined;
  #usesFallbackSize = false;

  constructor(context: FlightContext, options: FlightOptions, counters: Counters) {
    this.#context = context;
    this.#options = options;
    this.#counters = counters;
    this.#timer = context.timer;
    this.#outbound = new OutboundFlight(options.pacing === 'fixed');
    this.#burst = new Burst(options.pacing === 'adaptive');
    this.#machine = new FlightMachine(this);
    this.#machine.start();
  }

  /** When `expire` is due. */
  get deadline(): number {
    return Math.min(this.#retransmitAt, this.#lingerAt);
  }

  get retransmitAt(): number {
    return this.#retransmitAt;
  }

  /** The exchange is over; the ACK of the peer's last flight may be repeated until `deadline`. */
  get isFinished(): boolean {
    return this.#machine.state === FlightState.FINISHED || this.#machine.state === FlightState.DONE;
  }

  /** The exchange of a server is over, and its ACK is repeated until `lingerAt`; Infinity: no longer. Instead of all else. */
  restoreFinished(lingerAt: number): void {
    this.lastPeerFlightReceived();
    if (lingerAt === NEVER) this.#machine.elapsed(FlightTimer['FINISHED.linger']);
    this.#lingerAt = lingerAt;
  }

  /** A message of the current flight is not acknowledged. */
  get outstanding(): boolean {
    return !this.#outbound.acknowledged;
  }

  /** See `OutboundFlight.length`. */
  length(overhead: (epoch: WriteEpoch) => number): number {
    return this.#outbound.length(overhead);
  }

  /** True: `write` has something to write. */
  get pending(): boolean {
    return this.#pending;
  }

  /** The epoch of the first message of a flight of which nothing was sent; undefined: there is no such flight. */
  get unsentEpoch(): WriteEpoch | undefined {
    if (this.#staged[0] !== undefined) return this.#staged[0].epoch;
    return this.#hasSent ? undefined : this.#outbound.firstEpoch;
  }

  /** Adds a message to the next flight. `last`: the flight is the last of the exchange, so the peer acknowledges it. */
  stage(type: number, epoch: WriteEpoch, body: Uint8Array, last: boolean): void {
    this.#staged.push(createOutboundMessage(type, this.#context.takeMessageSeq(), epoch, body));
    this.#isLastFlight = last;
  }

  /** Sends the staged messages, which answer the peer's complete flight. False: none were staged. */
  start(): boolean {
    if (this.#staged.length === 0) return false;
    if (this.#options.pacing === 'fixed') this.#timer.reset();
    this.#machine.send(FlightEvent.nextFlightComplete);
    this.#outbound.load(this.#staged);
    this.#staged = [];
    this.#machine.send(FlightEvent.buffered);
    return true;
  }

  /** Measures the round trip with a response that may answer an earlier flight. The retransmit timer continues. */
  measureRoundTrip(): void {
    if (this.#firstSentAt !== undefined) this.#timer.measure(this.#context.now() - this.#firstSentAt);
    this.#firstSentAt = undefined;
  }

  /** The peer has started its next flight, so it has received all of ours; RFC 9147 section 7.1. */
  nextFlightPartReceived(): void {
    this.#machine.send(FlightEvent.nextFlightPart);
  }

  /** The peer's last flight is complete. */
  lastPeerFlightReceived(): void {
    this.#isPeersLastFlight = true;
    this.#machine.send(FlightEvent.nextFlightComplete);
  }

  /**
   * The peer retransmitted a message that we have. Any sender can repeat an unprotected message, and our response is
   * longer than the message: after as many responses as a flight has attempts, only our own timer retransmits.
   */
  peerRetransmitted(isAuthentic: boolean): void {
    if (this.#options.pacing === 'fixed' && this.#retransmitAt !== NEVER) return;
    // The peer sent it before our flight could arrive.
    if (this.#retransmitAt !== NEVER && this.#context.now() - this.#sentAt < (this.#timer.roundTrip ?? 0)) return;
    if (!isAuthentic) {
      if (this.#unauthenticatedResponses === this.#options.maxRetransmissions) return;
      this.#unauthenticatedResponses += 1;
    }
    this.#machine.send(FlightEvent.peerRetransmit);
  }

  /** An unauthenticated input indicates that the peer lacks a part of our flight. */
  requestRetransmit(): void {
    this.peerRetransmitted(false);
  }

  /** The host reports that it could not send a datagram. */
  datagramLost(): void {
    this.#machine.send(FlightEvent.peerRetransmit);
  }

  /**
   * The connection uses another path: what is outstanding is sent there at once. The timer has its first value again, as
   * the value before was that of the other path; RFC 9147 section 5.8.2.
   */
  pathChanged(): void {
    this.#timer.reset();
    this.#expiries = 0;
    this.#usesFallbackSize = false;
    this.#machine.send(FlightEvent.pathChanged);
  }

  /**
   * Restarts the timer: the peer may have started a new handshake, and would take our retransmission for the response
   * to its new hello. Any sender can cause this, so it happens at most as often as a flight has attempts.
   */
  postponeRetransmission(): void {
    if (this.#retransmitAt === NEVER || this.#timerRestarts === this.#options.maxRetransmissions) return;
    this.#timerRestarts += 1;
    this.#retransmitAt = this.#context.now() + this.#timer.timeout;
  }

  /** Stops the flight at the end of the connection. */
  stop(): void {
    this.#machine.send(FlightEvent.stopped);
    this.dropFlight();
  }

  /** Sets the first value of the retransmit timer; a running timer keeps its back-off. */
  setInitialTimeout(initialTimeout: number): void {
    const previous = this.#timer.timeout;
    this.#timer.setInitialTimeout(initialTimeout);
    if (this.#retransmitAt !== NEVER) this.#retransmitAt += this.#timer.timeout - previous;
  }

  expire(now: number): void {
    if (now >= this.#retransmitAt) this.#machine.elapsed(this.#retransmitTimer);
    if (now >= this.#lingerAt) this.#machine.elapsed(FlightTimer['FINISHED.linger']);
  }

  /**
   * An ACK named records of this flight with new bytes; RFC 9147 section 7.2. `sentAt`: when the newest record that it
   * names was sent, if that has no retransmitted bytes; undefined: it has. An ACK that followed a retransmission may be
   * late by the time of a lost one, so it measures nothing.
   */
  partAcknowledged(sentAt: number | undefined): void {
    this.#acknowledgedAny = true;
    this.#expiries = 0;
    if (sentAt !== undefined && sentAt >= this.#retransmittedAt) this.#timer.measure(this.#context.now() - sentAt);
    if (this.#outbound.acknowledged) this.#machine.send(FlightEvent.ackComplete);
    else if (this.#options.pacing === 'adaptive') this.#machine.send(FlightEvent.ackPartial);
  }

  /**
   * An ACK named only records that earlier ones named: the peer still waits. What is missing is sent again, unless it may
   * still be in transit.
   */
  acknowledgedAgain(): void {
    if (this.#options.pacing === 'fixed' || this.#retransmitAt === NEVER) return;
    if (this.#context.now() - this.#sentAt < this.#timer.unextendedTimeout) return;
    this.#machine.send(FlightEvent.ackPartial);
  }

  /** Writes the pending records. False: the sink is full, call again. */
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
    while (!this.#outbound.written && !this.#burst.full) {
      const record = this.#outbound.write(out, this.#context.now());
      if (record === undefined) return false;
      this.#burst.add();
      this.#hasSent = true;
      this.#sentAt = record.at;
      this.#context.sentRecords.add(this, record);
      if (!record.isFirstTransmission) {
        this.#firstSentAt = undefined;
        this.#retransmittedAt = record.at;
      }
    }
    if (this.#outbound.written && this.#burst.takeCopy()) {
      this.#outbound.rewind();
      // In datagrams of its own, which are not lost with the first ones.
      out.flush();
      return this.#write(out);
    }
    this.#pending = false;
    this.#machine.send(this.#outbound.written ? FlightEvent.transmitted : FlightEvent.burstSent);
    return true;
  }

  // Guards and actions of the flight chart.

  transition(edge: number): void {
    this.#context.traceTransition('flight', edge);
  }

  sendsFirst(): boolean {
    return this.#context.sendsFirst;
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

  attemptsLeft(): boolean {
    return this.#expiries < this.#options.maxRetransmissions;
  }

  rewind(): void {
    this.#outbound.rewind();
    this.#isRewound = true;
  }

  transmitFlight(): void {
    if (!this.#hasSent) this.#firstSentAt = this.#context.now();
    else if (!this.#outbound.isFirstPass) this.#counters.retransmissions += 1;
    this.#pending = true;
    const isCopied = this.#isRewound && this.#context.sendsFirst && this.#options.pacing === 'adaptive';
    this.#burst.begin(isCopied ? Math.max(0, this.#expiries - EXPIRIES_WITHOUT_COPIES) : 0);
    this.#isRewound = false;
  }

  backOff(): void {
    this.#expiries += 1;
    this.#timer.backOff();
    if (this.#expiries >= EXPIRIES_BEFORE_FALLBACK_SIZE) this.#usesFallbackSize = true;
  }

  dropFlight(): void {
    this.measureRoundTrip();
    this.#outbound.load([]);
    this.#context.sentRecords.drop(this);
    this.#hasSent = false;
    this.#pending = false;
    this.#acknowledgedAny = false;
    this.#expiries = 0;
    this.#retransmittedAt = Number.NEGATIVE_INFINITY;
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
      const isPause = timer === FlightTimer['WAITING.BLOCKED.pause'];
      this.#retransmitAt = now + (isPause ? this.#timer.unextendedTimeout : this.#timer.timeout);
    }
  }

  cancelTimer(timer: FlightTimer): void {
    if (timer === FlightTimer['FINISHED.linger']) this.#lingerAt = NEVER;
    else this.#retransmitAt = NEVER;
  }
}
