import { InternalError } from '../../errors/internal-error.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import type { Connection, OutputSink } from '../endpoint.ts';
import type { PostHandshake } from '../post-handshake/post-handshake.ts';
import type { AckScheduler } from '../reliability/ack-scheduler.ts';
import type { Flights } from '../reliability/flights.ts';
import type { EventQueue } from './event-queue.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Transmitter } from './transmitter.ts';

/** The parts of a connection that have output. */
export interface ConnectionOutputContext {
  readonly transmitter: Transmitter;
  readonly acks: AckScheduler;
  readonly flights: Flights;
  readonly events: EventQueue;
  readonly lifecycle: Lifecycle;
  /** The exchanges after the handshake; undefined before it is complete. */
  readonly postHandshake: PostHandshake | undefined;
  abort(error: WirechartError, alert: string | undefined): void;
}

/** Gives the output of a connection to the host: datagrams first, then events and requests. */
export class ConnectionOutput {
  readonly #context: ConnectionOutputContext;
  #polling = false;

  constructor(context: ConnectionOutputContext) {
    this.#context = context;
  }

  /** True: `poll` has something to write or to deliver. */
  get pending(): boolean {
    const { transmitter, acks, flights, events } = this.#context;
    return !events.empty || acks.pending || flights.pending || transmitter.pending;
  }

  /** See `Endpoint.poll`. `connection`: the source of the events, for the sink. */
  poll(sink: OutputSink, connection: Connection): boolean {
    // An event handler called `poll`: the outer call continues with the output.
    if (this.#polling) return false;
    this.#polling = true;
    try {
      const { transmitter, acks, flights, events, lifecycle } = this.#context;
      while (this.pending || this.#context.postHandshake?.rekeyIfDue() === true) {
        if (transmitter.epochs.newest.exhausted) this.#endAtKeyLimit();
        try {
          if (!transmitter.write(sink, acks, flights)) return true;
        } catch (error) {
          if (!(error instanceof InternalError)) throw error;
          this.#context.abort(error, undefined);
          // An alert would need the protection that just failed.
          transmitter.discardOutput();
        }
        events.deliver(sink, connection);
      }
      if (lifecycle.ended) transmitter.epochs.dropKeys();
      return false;
    } finally {
      this.#polling = false;
    }
  }

  /** Ends the connection: the key has reached its limit before the peer acknowledged a KeyUpdate. */
  #endAtKeyLimit(): void {
    this.#context.abort(
      new WirechartError('ERR_DTLS_KEYS_EXHAUSTED', 'the key has protected all records it may'),
      'internal_error',
    );
    // If the connection had ended before, the remaining data cannot be sent.
    this.#context.transmitter.discardData();
  }
}
