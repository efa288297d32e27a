import { ConfigError } from '../../errors/config-error.ts';
import type { ApplicationRequest, ApplicationResponse } from '../endpoint.ts';

/** The property that only the response to a request of a kind has. */
const RESPONSE_KINDS = [
  ['psk', 'psk'],
  ['fresh', 'freshness'],
] as const;

/** What does not continue before the application has responded. Everything else of the connection continues. */
export type Dependent =
  /** The handshake: the peer's messages are acknowledged and kept, and taken in order after the response. */
  | 'handshake'
  /** One exchange after the handshake, which keeps its own messages. Other exchanges and data continue. */
  | 'exchange';

/** A request that the application has not answered. */
export interface OpenRequest {
  /** Unique within the endpoint. */
  readonly id: number;
  readonly kind: ApplicationRequest['kind'];
  readonly dependent: Dependent;
  /** In the host's milliseconds. A response at this time or later has no effect. */
  readonly deadline: number;
  /** Called at most once, and then not `expired`. */
  answered(response: ApplicationResponse): void;
  /** No response came before the deadline. */
  expired(): void;
}

/**
 * The open requests of one connection. Any number is open at a time, and responses come in any order. Each request ends
 * exactly once: by its first response, at its deadline, or with the connection.
 */
export class OpenRequests {
  readonly #requests = new Map<number, OpenRequest>();
  readonly #closed: (id: number) => void;

  /** `closed`: a request has ended. Called before the request continues what waited for it. */
  constructor(closed: (id: number) => void) {
    this.#closed = closed;
  }

  get empty(): boolean {
    return this.#requests.size === 0;
  }

  /** When `expire` is due; Infinity: no request is open. */
  get deadline(): number {
    // Most of the time, and after each datagram.
    if (this.#requests.size === 0) return Number.POSITIVE_INFINITY;
    let deadline = Number.POSITIVE_INFINITY;
    for (const request of this.#requests.values()) deadline = Math.min(deadline, request.deadline);
    return deadline;
  }

  open(request: OpenRequest): void {
    this.#requests.set(request.id, request);
  }

  /** Whether an open request stalls it. */
  stalls(dependent: Dependent): boolean {
    for (const request of this.#requests.values()) if (request.dependent === dependent) return true;
    return false;
  }

  /**
   * False: no request with this id is open at the time `now`, and the response has no effect. Throws ConfigError (psk or
   * fresh) for a response to a request of another kind.
   */
  answer(response: ApplicationResponse, now: number): boolean {
    const request = this.#requests.get(response.id);
    if (request === undefined || now >= request.deadline) return false;
    for (const [option, kind] of RESPONSE_KINDS) {
      if (option in response !== (request.kind === kind)) {
        throw new ConfigError(option, `the request is of kind ${request.kind}`);
      }
    }
    this.#close(request);
    request.answered(response);
    return true;
  }

  /** Ends the requests whose deadline has passed. */
  expire(now: number): void {
    for (const request of [...this.#requests.values()]) {
      // An earlier one of them may have ended the connection, and thereby all requests.
      if (now < request.deadline || !this.#requests.has(request.id)) continue;
      this.#close(request);
      request.expired();
    }
  }

  /** Ends all requests with the connection. */
  clear(): void {
    for (const request of [...this.#requests.values()]) this.#close(request);
  }

  #close({ id }: OpenRequest): void {
    this.#requests.delete(id);
    this.#closed(id);
  }
}
