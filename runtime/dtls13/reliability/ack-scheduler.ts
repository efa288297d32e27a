import {
  AckSchedulerEvent,
  AckSchedulerMachine,
  type AckSchedulerPort,
  type AckSchedulerTimer,
  ackSchedulerTimers,
} from '../../../generated/dtls13/machines/ack-scheduler.ts';
import { FlightTimer, flightTimers } from '../../../generated/dtls13/machines/flight.ts';
import { MAX_BURST_RECORDS } from '../../../generated/dtls13/registries/constants.ts';
import type { Writer } from '../../wire/index.ts';
import type { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';
import type { ReceivedRecords } from './received-records.ts';

/** What the scheduler needs from the connection around it. */
export interface AckContext {
  /** The time of the input being handled. */
  now(): number;
  /** The retransmit timer as it stands, in milliseconds: ACKs are timed in parts of it. */
  retransmitTimeout(): number;
  /** True once both sides know that this is DTLS 1.3; RFC 9147 section 7. */
  versionSettled(): boolean;
  traceTransition(machine: string, edge: number): void;
}

/** Length of a scheduler's timer, as a part of the retransmit timer: the charts give both at their nominal length. */
const fractionOf = (timer: AckSchedulerTimer): number =>
  (ackSchedulerTimers[timer]?.nominal as number) /
  (flightTimers[FlightTimer['WAITING.ARMED.retransmit']]?.nominal as number);

/** Decides when to acknowledge what was received, as the chart of that name says; RFC 9147 section 7.1. */
export class AckScheduler implements AckSchedulerPort {
  readonly #context: AckContext;
  readonly #received: ReceivedRecords;
  readonly #machine: AckSchedulerMachine;
  #pending = false;
  #deadline = Number.POSITIVE_INFINITY;
  /** The timer that runs: the chart never has two. */
  #timer: AckSchedulerTimer | undefined;

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

  /** Part of a flight came that is not answered yet. `gap`: something before or in it is missing. */
  partReceived(gap: boolean): void {
    this.#machine.send(gap ? AckSchedulerEvent.gapReceived : AckSchedulerEvent.partReceived);
  }

  /** Something came that cannot be read yet: what comes first is missing. An ACK without a name says so. */
  earlyRecordReceived(): void {
    this.#machine.send(AckSchedulerEvent.gapReceived);
  }

  /** Something came that no flight of ours will answer. */
  unansweredReceived(): void {
    this.#machine.send(AckSchedulerEvent.unansweredReceived);
  }

  /** Our answer to the flight is on its way. */
  flightAnswered(): void {
    this.#machine.send(AckSchedulerEvent.flightAnswered);
  }

  /** The connection is over. */
  stop(): void {
    this.#machine.send(AckSchedulerEvent.stopped);
    this.#pending = false;
  }

  expire(now: number): void {
    if (now >= this.#deadline && this.#timer !== undefined) this.#machine.elapsed(this.#timer);
  }

  /** Writes the ACK that was asked for. False: the sink is full, call again. */
  write(out: DatagramWriter, epoch: WriteEpoch, writer: Writer): boolean {
    if (!this.#received.write(out, epoch, writer)) return false;
    this.#pending = false;
    this.#machine.send(AckSchedulerEvent.acknowledged);
    return true;
  }

  // What the chart asks for.

  transition(edge: number): void {
    this.#context.traceTransition('ackScheduler', edge);
  }

  versionSettled(): boolean {
    return this.#context.versionSettled();
  }

  burstReceived(): boolean {
    return this.#received.unacknowledged >= MAX_BURST_RECORDS;
  }

  requestAck(): void {
    this.#pending = true;
  }

  withdrawAck(): void {
    this.#pending = false;
  }

  startTimer(timer: AckSchedulerTimer): void {
    this.#timer = timer;
    this.#deadline = this.#context.now() + this.#context.retransmitTimeout() * fractionOf(timer);
  }

  cancelTimer(): void {
    this.#timer = undefined;
    this.#deadline = Number.POSITIVE_INFINITY;
  }
}
