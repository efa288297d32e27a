import {
  AckSchedulerEvent,
  AckSchedulerMachine,
  type AckSchedulerPort,
  AckSchedulerState,
  AckSchedulerTimer,
  ackSchedulerTimers,
} from '../../../generated/dtls13/machines/ack-scheduler.ts';
import { FlightTimer, flightTimers } from '../../../generated/dtls13/machines/flight.ts';
import { MAX_BURST_RECORDS } from '../../../generated/dtls13/registries/constants.ts';
import type { Writer } from '../../wire/index.ts';
import type { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';
import type { ReceivedRecords } from './received-records.ts';

/** What the scheduler needs from the connection. */
export interface AckContext {
  /** The time of the current input, in the host's milliseconds. */
  now(): number;
  /** The retransmit timer without its back-off, in milliseconds. ACK timers are fractions of it. */
  unextendedTimeout(): number;
  /** A part of the peer's flight is missing, and no flight of ours is outstanding. */
  isRestMissing(): boolean;
  /** True once both sides know that the version is DTLS 1.3; RFC 9147 section 7. */
  versionNegotiated(): boolean;
  traceTransition(machine: string, edge: number): void;
  readonly isClient: boolean;
  /** Bursts and gaps shorten the wait for the rest of a flight. */
  readonly hasEarlyAcks: boolean;
}

/** Length of a scheduler timer as a fraction of the retransmit timer, from the nominal lengths in both charts. */
const fractionOf = (timer: AckSchedulerTimer): number =>
  (ackSchedulerTimers[timer]?.nominal as number) /
  (flightTimers[FlightTimer['WAITING.ARMED.retransmit']]?.nominal as number);

/** Decides when to acknowledge received records, as in the ACK scheduler chart; RFC 9147 section 7.1. */
export class AckScheduler implements AckSchedulerPort {
  readonly #context: AckContext;
  readonly #received: ReceivedRecords;
  readonly #machine: AckSchedulerMachine;
  #pending = false;
  #deadline = Number.POSITIVE_INFINITY;
  /** The running timer: the chart never runs two. */
  #timer: AckSchedulerTimer | undefined;
  #startedAt = 0;
  /** ACKs that repeated the one before, since the last record of the flight. */
  #repetitions = 0;

  constructor(context: AckContext, received: ReceivedRecords) {
    this.#context = context;
    this.#received = received;
    this.#machine = new AckSchedulerMachine(this);
    this.#machine.start();
  }

  /** When `expire` is due. */
  get deadline(): number {
    return this.#deadline;
  }

  /** True: `write` has something to write. */
  get pending(): boolean {
    return this.#pending;
  }

  /** Nothing is to be acknowledged. */
  get isIdle(): boolean {
    return !this.#pending && this.#machine.state === AckSchedulerState.IDLE;
  }

  /** A part of an unanswered flight arrived. `gap`: a message or fragment before or inside it is missing. */
  partReceived(gap: boolean): void {
    this.#repetitions = 0;
    this.#machine.send(
      gap && this.#context.hasEarlyAcks ? AckSchedulerEvent.gapReceived : AckSchedulerEvent.partReceived,
    );
  }

  /** A record arrived that cannot be decrypted yet, because an earlier record is missing. An empty ACK reports this. */
  earlyRecordReceived(): void {
    if (this.#context.hasEarlyAcks) this.#machine.send(AckSchedulerEvent.gapReceived);
  }

  /** A message arrived that none of our flights answers. */
  unansweredReceived(): void {
    this.#machine.send(AckSchedulerEvent.unansweredReceived);
  }

  /** A message after the handshake arrived, or a repetition of the handshake. Early: the ACK follows at once. */
  postHandshakeReceived(): void {
    if (this.#context.hasEarlyAcks) this.unansweredReceived();
    else this.partReceived(false);
  }

  /** The retransmit timer has another length. A running timer keeps its start. */
  retransmitTimeoutChanged(): void {
    if (this.#timer !== undefined) this.#deadline = this.#startedAt + this.#lengthOf(this.#timer);
  }

  /** Our flight answers the peer's flight. */
  flightAnswered(): void {
    this.#machine.send(AckSchedulerEvent.flightAnswered);
  }

  /** Stops the scheduler at the end of the connection. */
  stop(): void {
    this.#machine.send(AckSchedulerEvent.stopped);
    this.#pending = false;
  }

  expire(now: number): void {
    if (now >= this.#deadline && this.#timer !== undefined) this.#machine.elapsed(this.#timer);
  }

  /** Writes the requested ACK. False: the sink is full, call again. */
  write(out: DatagramWriter, epoch: WriteEpoch, writer: Writer): boolean {
    // A server may send three times what it received, before it knows the client's address; RFC 9147 section 5.1.
    const fillsDatagram = this.#repetitions > 0 && this.#context.isClient;
    if (!this.#received.write(out, epoch, writer, fillsDatagram)) return false;
    this.#pending = false;
    this.#machine.send(AckSchedulerEvent.acknowledged);
    return true;
  }

  // Guards and actions of the ACK scheduler chart.

  transition(edge: number): void {
    this.#context.traceTransition('ackScheduler', edge);
  }

  versionNegotiated(): boolean {
    return this.#context.versionNegotiated();
  }

  burstReceived(): boolean {
    return this.#context.hasEarlyAcks && this.#received.unacknowledged >= MAX_BURST_RECORDS;
  }

  requestAck(): void {
    this.#pending = true;
  }

  cancelAck(): void {
    this.#pending = false;
  }

  isRestMissing(): boolean {
    return this.#context.hasEarlyAcks && this.#context.isRestMissing();
  }

  countRepetition(): void {
    this.#repetitions += 1;
  }

  startTimer(timer: AckSchedulerTimer): void {
    this.#timer = timer;
    this.#startedAt = this.#context.now();
    this.#deadline = this.#startedAt + this.#lengthOf(timer);
  }

  cancelTimer(): void {
    this.#timer = undefined;
    this.#deadline = Number.POSITIVE_INFINITY;
  }

  #lengthOf(timer: AckSchedulerTimer): number {
    const length = this.#context.unextendedTimeout() * fractionOf(timer);
    return timer === AckSchedulerTimer['AWAITING.repetition'] ? length * 2 ** this.#repetitions : length;
  }
}
