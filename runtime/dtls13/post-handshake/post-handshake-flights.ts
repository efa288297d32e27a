import { WirechartError } from '../../errors/wirechart-error.ts';
import type { WriteEpoch } from '../record/epoch.ts';
import type { FlightMessage, Flights } from '../reliability/flights.ts';
import type { KeyUpdates } from './key-updates.ts';

/** The parts of the connection that the flights after the handshake use. */
export interface PostHandshakeFlightsContext {
  readonly flights: Flights;
  /** The epoch in which we send. */
  writeEpoch(): WriteEpoch;
  keyUpdates(): KeyUpdates;
  /** Ends the connection: sends `alert` and reports `error`. */
  abort(error: WirechartError, alert: string | undefined): void;
}

/** A flight that may have to wait until a KeyUpdate is acknowledged. */
interface QueuedFlight {
  /** At most so many messages. */
  readonly length: number;
  /** Creates the messages when they are sent. */
  messages(): readonly FlightMessage[];
  acknowledged(): void;
  /** The flight is sent; `end` stops its retransmission. */
  sent?(end: () => void): void;
}

/**
 * Our flights after the handshake. While an update of the keys runs, they wait: a KeyUpdate is the last message of its
 * epoch; RFC 9147 section 8.
 */
export class PostHandshakeFlights {
  readonly #context: PostHandshakeFlightsContext;
  #waiting: QueuedFlight[] = [];

  constructor(context: PostHandshakeFlightsContext) {
    this.#context = context;
  }

  /** Values of message_seq that no waiting message needs, nor a KeyUpdate that is still to be sent. */
  get messagesLeft(): number {
    return this.#messagesLeftForUpdate - (this.#context.keyUpdates().isUnsent ? 1 : 0);
  }

  /** Whether message_seq has a value for a KeyUpdate. */
  get hasRoomForUpdate(): boolean {
    return this.#messagesLeftForUpdate > 0;
  }

  /** A message of ours is not acknowledged, in the handshake or after it. */
  get outstanding(): boolean {
    return this.#context.flights.outstanding;
  }

  /** Sends a message, as soon as the rules about KeyUpdate allow. `acknowledged`: the peer has received all of it. */
  send(type: number, body: Uint8Array, acknowledged: () => void): void {
    this.#sendOrQueue(flightOf(type, body, acknowledged));
  }

  /** Sends a flight, as soon as the rules about KeyUpdate allow. `acknowledged`: the peer has received all of it. */
  sendFlight(messages: readonly FlightMessage[], acknowledged: () => void): void {
    this.#sendOrQueue({ length: messages.length, messages: () => messages, acknowledged });
  }

  /** Sends a message that the response of the peer acknowledges. Returns what is called when the response arrives. */
  sendRequest(type: number, body: Uint8Array): () => void {
    let endFlight = (): void => {};
    this.#sendOrQueue({
      ...flightOf(type, body, () => {}),
      sent: (end) => {
        endFlight = end;
      },
    });
    return () => {
      endFlight();
      this.messageAcknowledged();
    };
  }

  /** Sends a response of at most `length` messages, which are created when they are sent. False: it waits. */
  sendResponse(length: number, messages: () => readonly FlightMessage[], acknowledged: () => void): boolean {
    if (this.messagesLeft < length) {
      const error = new WirechartError('ERR_DTLS_MESSAGES_EXHAUSTED', 'no message_seq is left for a response');
      this.#context.abort(error, 'internal_error');
      return false;
    }
    return this.#sendOrQueue({ length, messages, acknowledged });
  }

  /** Sends a KeyUpdate now, ahead of the flights that wait for its end. */
  sendUpdate(type: number, body: Uint8Array, acknowledged: () => void): void {
    this.#transmit(flightOf(type, body, acknowledged));
  }

  /** The update of the keys is complete: sends the flights that waited for it. */
  updateCompleted(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const flight of waiting) this.#sendOrQueue(flight);
  }

  /** A message of ours was acknowledged, in the handshake or after it. */
  messageAcknowledged(): void {
    if (!this.outstanding) this.#context.keyUpdates().messagesAcknowledged();
  }

  /** Forgets the flights that wait. */
  stop(): void {
    this.#waiting = [];
  }

  get #messagesLeftForUpdate(): number {
    return this.#waiting.reduce((left, { length }) => left - length, this.#context.flights.messagesLeft);
  }

  /** False: the flight waits. */
  #sendOrQueue(flight: QueuedFlight): boolean {
    const isSent = !this.#context.keyUpdates().isRunning;
    if (isSent) this.#transmit(flight);
    else this.#waiting.push(flight);
    return isSent;
  }

  #transmit({ messages, acknowledged, sent }: QueuedFlight): void {
    const end = this.#context.flights.send(messages(), this.#context.writeEpoch(), () => {
      acknowledged();
      this.messageAcknowledged();
    });
    sent?.(end);
  }
}

function flightOf(type: number, body: Uint8Array, acknowledged: () => void): QueuedFlight {
  return { length: 1, messages: () => [{ type, body }], acknowledged };
}
