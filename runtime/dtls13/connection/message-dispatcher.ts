import { EPOCH_APPLICATION } from '../../../generated/dtls13/registries/constants.ts';
import { WireError } from '../../errors/wire-error.ts';
import type { Handshake } from '../handshake/handshake-context.ts';
import type { PostHandshake } from '../post-handshake/post-handshake.ts';
import type { AckScheduler } from '../reliability/ack-scheduler.ts';
import type { Flights } from '../reliability/flights.ts';
import type { IncomingMessages } from '../reliability/incoming-messages.ts';
import type { HandshakeMessage } from '../reliability/reassembly.ts';
import type { Counters } from '../statistics.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { OpenRequests } from './open-requests.ts';
import type { Transmitter } from './transmitter.ts';

/** The parts of a connection that receive handshake messages. */
export interface MessageDispatcherContext {
  readonly handshake: Handshake;
  readonly messages: IncomingMessages;
  readonly flights: Flights;
  readonly acks: AckScheduler;
  readonly transmitter: Transmitter;
  readonly lifecycle: Lifecycle;
  readonly requests: OpenRequests;
  readonly statistics: Counters;
  /** The exchanges after the handshake; undefined before it is complete. */
  readonly postHandshake: PostHandshake | undefined;
  /** The time of the current input, in the host's milliseconds. */
  now(): number;
}

/**
 * Dispatches handshake messages.
 *
 * 1. The fragments of a record go to `IncomingMessages`, which reassembles them.
 * 2. What the record tells about our flight goes to the flights: a retransmission of the peer, or a part of its next flight.
 * 3. Complete messages go to the handshake or to the exchanges after it, in sequence. When a message completes the
 *    peer's flight, ours starts.
 * 4. The ACK scheduler learns what waits for the rest of a flight, or for no response.
 */
export class MessageDispatcher {
  readonly #context: MessageDispatcherContext;
  /** Each message after the handshake that a record completed has a response of ours; undefined: it completed none. */
  #isAnswered: boolean | undefined;

  constructor(context: MessageDispatcherContext) {
    this.#context = context;
  }

  /** Receives the content `slab[at, end)` of a record. */
  receive(epoch: number, sequence: number, slab: Uint8Array, at: number, end: number): void {
    const { handshake, messages, flights, acks, transmitter, lifecycle } = this.#context;
    let isCurrentFlight = false;
    let isPostHandshake = false;
    this.#isAnswered = undefined;
    try {
      const result = messages.receive(epoch, sequence, slab, at, end, transmitter.epochs.hasKeys, this.#context.now());
      isCurrentFlight = epoch < EPOCH_APPLICATION && result.usable && result.current;
      if (result.oversized) {
        // A message that is dropped silently is sent again until the peer's handshake timer expires.
        handshake.violated('HANDSHAKE_MESSAGE_TOO_LONG', 'illegal_parameter', 'RFC 9147 section 5.5');
      } else if (result.changed) {
        handshake.violated('CHANGED_MESSAGE', 'illegal_parameter', 'RFC 9147 section 5.5');
      } else if (epoch >= EPOCH_APPLICATION) {
        isPostHandshake = result.usable;
      } else if (epoch > 0 && result.fresh && handshake.secure) {
        this.#rejectHandshakeEpoch();
      } else if (result.retransmitted) {
        if (epoch > 0 || !handshake.secure) flights.handshake.peerRetransmitted(epoch > 0);
      } else if (result.fresh && epoch > 0) {
        // A fragment of a ServerHello does not count: a forged one would prevent our request for the authentic one.
        flights.handshake.nextFlightPartReceived();
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      handshake.undecodable(error);
    }
    this.advance();
    // A response acknowledges its request; RFC 9147 section 7.1.
    if (isPostHandshake && this.#isAnswered !== true) acks.postHandshakeReceived();
    const isHandshaking = lifecycle.handshaking && !handshake.secure;
    // Without keys only fragments of a hello arrived, and an ACK does not name their records.
    if (isCurrentFlight && isHandshaking && transmitter.epochs.hasKeys) acks.partReceived(messages.hasGap);
  }

  /** Gives complete messages to the handshake while no open request stalls it, later ones to their exchanges. */
  advance(): void {
    const { handshake, messages, flights, lifecycle, requests, statistics } = this.#context;
    const alternative = messages.takeAlternative();
    if (alternative !== undefined) {
      if (handshake.considerAlternative(alternative.body)) messages.useAlternative(alternative);
      else statistics.discarded.unprotected += 1;
      this.#startFlight();
    }
    while (!lifecycle.ended && !requests.stalls('handshake')) {
      const message = messages.take();
      if (message === undefined) return;
      const { secure } = handshake;
      // The message arrived before the Finished, and out of sequence.
      if (secure && message.epoch < EPOCH_APPLICATION) this.#rejectHandshakeEpoch();
      else if (secure) this.#receivePostHandshake(message);
      else handshake.receive(message.type, message.body);
      if (!this.#startFlight() && !secure && message.epoch === 0) flights.handshake.measureRoundTrip();
    }
  }

  /** Sends the messages that answer the peer's complete flight, if the handshake has staged any. */
  #startFlight(): boolean {
    const { messages, flights, acks } = this.#context;
    if (!flights.handshake.start()) return false;
    messages.beginFlight();
    acks.flightAnswered();
    return true;
  }

  #receivePostHandshake({ type, epoch, body }: HandshakeMessage): void {
    try {
      const isAnswered = this.#context.postHandshake?.receive(type, epoch, body) === true;
      this.#isAnswered = isAnswered && this.#isAnswered !== false;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#context.handshake.undecodable(error);
    }
  }

  #rejectHandshakeEpoch(): void {
    this.#context.handshake.violated('OUTDATED_HANDSHAKE_KEYS', 'unexpected_message', 'RFC 9147 section 6.1');
  }
}
