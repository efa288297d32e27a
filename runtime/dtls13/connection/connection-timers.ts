import { TimeoutError } from '../../errors/timeout-error.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import type { Handshake } from '../handshake/handshake-context.ts';
import type { PostHandshake } from '../post-handshake/post-handshake.ts';
import type { AckScheduler } from '../reliability/ack-scheduler.ts';
import type { Flights } from '../reliability/flights.ts';
import type { IncomingMessages } from '../reliability/incoming-messages.ts';
import type { ConnectionPaths } from './connection-paths.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { OpenRequests } from './open-requests.ts';

/** The parts of a connection that have timers. */
export interface ConnectionTimersContext {
  readonly requests: OpenRequests;
  readonly lifecycle: Lifecycle;
  readonly acks: AckScheduler;
  readonly flights: Flights;
  readonly messages: IncomingMessages;
  readonly paths: ConnectionPaths;
  readonly handshake: Handshake;
  /** The exchanges after the handshake; undefined before it is complete. */
  readonly postHandshake: PostHandshake | undefined;
  /** Ends the connection with `error` and sends close_notify to the peer. */
  closeWithError(error: WirechartError): void;
  /** Ends the connection after a failure of the crypto provider. Throws any other error. */
  abortAfter(error: unknown): void;
}

/** All timers of a connection. Each part keeps its own; the host arms one for the earliest. */
export class ConnectionTimers {
  readonly #context: ConnectionTimersContext;
  readonly #messageTimeout: number;

  /** `messageTimeout`: longest time for which a message after the handshake may be incomplete, in milliseconds. */
  constructor(context: ConnectionTimersContext, messageTimeout: number) {
    this.#context = context;
    this.#messageTimeout = messageTimeout;
  }

  /** When `expire` is due; Infinity: no timer runs. */
  get deadline(): number {
    const { requests, lifecycle, flights, acks, paths, postHandshake } = this.#context;
    return Math.min(
      requests.deadline,
      lifecycle.deadline,
      flights.deadline,
      acks.deadline,
      this.#messageDeadline,
      paths.validationDeadline,
      paths.mtuDeadline,
      postHandshake?.deadline ?? Number.POSITIVE_INFINITY,
    );
  }

  expire(now: number): void {
    const { requests, lifecycle, flights, acks, paths } = this.#context;
    // First: the lifecycle ends the handshake at the same time, without an alert.
    requests.expire(now);
    lifecycle.expire(now);
    acks.expire(now);
    flights.expire(now);
    this.#expireMessage(now);
    try {
      paths.expireMtu(now);
    } catch (error) {
      this.#context.abortAfter(error);
    }
    this.#context.postHandshake?.expire(now);
    try {
      paths.expireValidation(now);
    } catch (error) {
      this.#context.abortAfter(error);
    }
  }

  /** When a message after the handshake must be complete; Infinity: none is incomplete. */
  get #messageDeadline(): number {
    const { messages, handshake } = this.#context;
    const since = messages.waitingSince;
    if (since === undefined || !handshake.secure) return Number.POSITIVE_INFINITY;
    return since + this.#messageTimeout;
  }

  /**
   * Closes the connection when the peer left a message incomplete for too long. Its fragments were acknowledged, so the
   * peer does not send them again.
   */
  #expireMessage(now: number): void {
    if (now < this.#messageDeadline) return;
    this.#context.closeWithError(new TimeoutError('handshake message', this.#messageTimeout));
  }
}
