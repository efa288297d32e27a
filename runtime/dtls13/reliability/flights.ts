import type { Ack } from '../../../generated/dtls13/wire/ack.ts';
import type { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';
import type { Counters } from '../statistics.ts';
import { Flight, type FlightOptions } from './flight.ts';
import { RetransmitTimer, type RetransmitTimerState } from './retransmit-timer.ts';
import { SentRecords } from './sent-records.ts';

/** What the flights need from the connection. */
export interface FlightsContext {
  readonly isClient: boolean;
  /** The time of the current input, in the host's milliseconds. */
  now(): number;
  traceTransition(machine: string, edge: number, instance?: number): void;
  /** The last flight of the handshake is acknowledged. */
  flightAcknowledged(): void;
  /** The peer did not respond to any retransmission of the handshake. */
  flightExhausted(): void;
  repeatAcknowledgement(): void;
  dropHandshakeKeys(): void;
  /** The peer did not acknowledge a message after the handshake. */
  exchangeExhausted(): void;
}

/** A message of a flight after the handshake. */
export interface FlightMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

/** Greater than message_seq of any message: it has 16 bits and must not wrap; RFC 9147 section 5.2. */
const MESSAGE_SEQ_SPAN = 0x10000;

/**
 * The flights of a connection: those of the handshake, and those that we send after it; RFC 9147 section
 * 5.8.4. Each flight has its own state and timer. All share the message_seq and the record numbers, so an ACK can name
 * records of several.
 */
export class Flights {
  readonly handshake: Flight;
  readonly #context: FlightsContext;
  readonly #options: FlightOptions;
  readonly #counters: Counters;
  readonly #sentRecords = new SentRecords<Flight>();
  readonly #timer: RetransmitTimer;
  /** The exchanges after the handshake whose flight is not acknowledged, oldest first. */
  #exchanges: readonly Flight[] = [];
  #nextMessageSeq = 0;
  #instances = 0;

  constructor(context: FlightsContext, options: FlightOptions, counters: Counters) {
    this.#context = context;
    this.#options = options;
    this.#counters = counters;
    this.#timer = new RetransmitTimer(options);
    this.handshake = this.#create(this.#timer, context.isClient, {
      flightAcknowledged: () => context.flightAcknowledged(),
      flightExhausted: () => context.flightExhausted(),
    });
  }

  /** Messages with a lower message_seq were sent before the connection existed. Only before the first flight. */
  setNextMessageSeq(messageSeq: number): void {
    this.#nextMessageSeq = messageSeq;
  }

  /** message_seq of our next message. */
  get nextMessageSeq(): number {
    return this.#nextMessageSeq;
  }

  /** How often `send` may be called: as long as message_seq has a next value. */
  get messagesLeft(): number {
    return MESSAGE_SEQ_SPAN - this.#nextMessageSeq;
  }

  /** A message is not acknowledged, in the handshake or after it. */
  get outstanding(): boolean {
    return this.#exchanges.length > 0 || this.handshake.outstanding;
  }

  /**
   * Sends a flight of messages after the handshake. `acknowledged`: called when the peer has acknowledged all of it. Returns
   * what ends the flight when a response acknowledges it; RFC 9147 section 7.1.
   */
  send(messages: readonly FlightMessage[], epoch: WriteEpoch, acknowledged: () => void): () => void {
    const timer = this.#timer.fork();
    const flight = this.#create(timer, true, {
      flightAcknowledged: () => {
        this.#timer.adopt(timer);
        this.#exchanges = this.#exchanges.filter((each) => each !== flight);
        acknowledged();
      },
      flightExhausted: () => this.#context.exchangeExhausted(),
    });
    for (const { type, body } of messages) flight.stage(type, epoch, body, true);
    flight.start();
    this.#exchanges = [...this.#exchanges, flight];
    return () => {
      flight.nextFlightPartReceived();
      this.#exchanges = this.#exchanges.filter((each) => each !== flight);
    };
  }

  /** The exchanges are over, and nothing is outstanding. */
  get isIdle(): boolean {
    return this.#exchanges.length === 0 && this.handshake.isFinished && !this.handshake.outstanding && !this.pending;
  }

  /** The values of the timer for the next flight. */
  get timerState(): RetransmitTimerState {
    return this.#timer.state;
  }

  /** The handshake of a server is over. Instead of all else; see `Flight.restoreFinished`. */
  restore(nextMessageSeq: number, timer: RetransmitTimerState, lingerAt: number): void {
    this.#nextMessageSeq = nextMessageSeq;
    this.#timer.restore(timer);
    this.handshake.restoreFinished(lingerAt);
  }

  /** When `expire` is due. */
  get deadline(): number {
    let deadline = this.handshake.deadline;
    for (const exchange of this.#exchanges) deadline = Math.min(deadline, exchange.deadline);
    return deadline;
  }

  /** When the earliest retransmit timer is due; Infinity: none runs. */
  get retransmitAt(): number {
    let retransmitAt = this.handshake.retransmitAt;
    for (const exchange of this.#exchanges) retransmitAt = Math.min(retransmitAt, exchange.retransmitAt);
    return retransmitAt;
  }

  /** The current value of the retransmit timer for a new flight, in milliseconds. */
  get timeout(): number {
    return this.#timer.timeout;
  }

  /** The same without back-off, in milliseconds. */
  get unextendedTimeout(): number {
    return this.#timer.unextendedTimeout;
  }

  /** The last measured round trip in milliseconds; undefined: none was measured. */
  get roundTrip(): number | undefined {
    return this.#timer.roundTrip;
  }

  /** True: `write` has something to write. */
  get pending(): boolean {
    if (this.handshake.pending) return true;
    for (const exchange of this.#exchanges) if (exchange.pending) return true;
    return false;
  }

  expire(now: number): void {
    for (const flight of this.#all) flight.expire(now);
  }

  /** Processes an ACK; RFC 9147 section 7.2. */
  acknowledge(ack: Ack): void {
    // An empty ACK: the peer waits for a part of a flight; RFC 9147 section 7.1.
    if (ack.recordNumbers.length === 0) for (const flight of this.#all) flight.requestRetransmit();
    for (const { flight, isNew, newest } of this.#sentRecords.acknowledge(ack)) {
      if (isNew) flight.partAcknowledged(newest.isFirstTransmission ? newest.at : undefined);
      else flight.acknowledgedAgain();
    }
  }

  /** The host reports that it could not send a datagram. */
  datagramLost(): void {
    for (const flight of this.#all) flight.datagramLost();
  }

  /** The connection uses another path: what is outstanding is sent there at once. */
  pathChanged(): void {
    for (const flight of this.#all) flight.pathChanged();
  }

  /** Sets the first value of the retransmit timer; running timers keep their back-off. */
  setInitialTimeout(initialTimeout: number): void {
    for (const flight of this.#all) flight.setInitialTimeout(initialTimeout);
  }

  /** Writes the pending records. False: the sink is full, call again. */
  write(out: DatagramWriter): boolean {
    if (this.handshake.pending && !this.handshake.write(out)) return false;
    for (const exchange of this.#exchanges) if (exchange.pending && !exchange.write(out)) return false;
    return true;
  }

  /** Stops all flights at the end of the connection. */
  stop(): void {
    for (const flight of this.#all) flight.stop();
    this.#exchanges = [];
  }

  get #all(): readonly Flight[] {
    return [this.handshake, ...this.#exchanges];
  }

  #create(
    timer: RetransmitTimer,
    sendsFirst: boolean,
    result: { flightAcknowledged(): void; flightExhausted(): void },
  ): Flight {
    const instance = this.#instances;
    this.#instances += 1;
    const context = this.#context;
    return new Flight(
      {
        sendsFirst,
        sentRecords: this.#sentRecords,
        timer,
        now: () => context.now(),
        takeMessageSeq: () => {
          const messageSeq = this.#nextMessageSeq;
          this.#nextMessageSeq += 1;
          return messageSeq;
        },
        traceTransition: (machine, edge) => context.traceTransition(machine, edge, instance),
        repeatAcknowledgement: () => context.repeatAcknowledgement(),
        dropHandshakeKeys: () => context.dropHandshakeKeys(),
        ...result,
      },
      this.#options,
      this.#counters,
    );
  }
}
