import type {
  ApplicationRequest,
  ApplicationResponse,
  Connection,
  DatagramBatch,
  Endpoint,
  Listener,
  OutputSink,
} from '../dtls13/endpoint.ts';
import type { CertificateRequestOptions } from '../dtls13/options/certificate-request-options.ts';
import { InternalError } from '../errors/internal-error.ts';
import { clock } from './clock.ts';
import { DatagramPool } from './datagram-pool.ts';
import { Fifo } from './fifo.ts';
import { type HostEvent, retainEvent } from './host-event.ts';
import type { SendDone } from './udp-socket.ts';

/** Datagrams that may wait for the operating system; further ones are dropped, as by a full network. */
const MAX_DATAGRAMS_IN_FLIGHT = 16_384;
/** The limit of setTimeout; a later deadline is checked again then. */
const MAX_TIMER = 2 ** 31 - 1;

/** What the driver calls, always outside of the core: a handler may call any method of the driver. */
export interface DriverHandlers {
  event(of: Connection, event: HostEvent): void;
  /** The handler calls `respond`, at once or later. */
  request(of: Connection, request: ApplicationRequest): void;
  /** Sends a datagram; `done` returns the buffer, with the error, and then not at once, if it was not sent. */
  transmit(path: number, datagram: Uint8Array, done: SendDone): void;
  /** The core or a handler threw an unexpected exception: the host decides what to end. */
  internalError(error: unknown): void;
}

type Pending =
  | { readonly of: Connection; readonly event: HostEvent }
  | { readonly of: Connection; readonly request: ApplicationRequest }
  | { readonly of: undefined; readonly error: unknown }
  | typeof DRAIN;

/** The network accepts data again. */
const DRAIN = { of: undefined, drain: true } as const;

/**
 * Drives one endpoint of the core in real time. After every input it
 *
 * 1. polls until the core has no further output,
 * 2. arms one timer for the next deadline,
 * 3. delivers the events that the polls put into its queue.
 */
export class Driver {
  readonly #endpoint: Endpoint;
  readonly #handlers: DriverHandlers;
  readonly #pool: DatagramPool;
  readonly #batch = new SingleBatch();
  readonly #sink: OutputSink;
  readonly #sendLength = new Int32Array(1);
  readonly #pending = new Fifo<Pending>();
  #drainPending = false;
  #delivering = false;
  #received: Uint8Array | undefined;
  #timer: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #stopped = false;
  /** Connections whose data was not accepted because too many datagrams were in flight. */
  readonly #waiting = new Set<Connection>();
  /** The connection whose data is being sent, and the size of the message. */
  #sender: Connection | undefined;
  #sending = 0;
  /** Datagrams dropped because too many were in flight. */
  dropped = 0;
  /** Datagrams that were too long for their path. */
  tooLong = 0;

  /** `datagramSize`: usual largest datagram, in bytes. */
  constructor(endpoint: Endpoint, datagramSize: number, handlers: DriverHandlers) {
    this.#endpoint = endpoint;
    this.#handlers = handlers;
    this.#pool = new DatagramPool(datagramSize, MAX_DATAGRAMS_IN_FLIGHT);
    this.#sink = this.#makeSink();
  }

  /** One datagram arrived; it is decrypted in place and belongs to the driver from here on. */
  receive(datagram: Uint8Array, path: number): void {
    if (this.#stopped) return;
    this.#batch.set(datagram, path);
    this.#received = datagram;
    try {
      this.#endpoint.handleDatagrams(this.#batch, clock());
    } catch (error) {
      this.#internalError(error);
    }
    this.#drain();
    // An idle session retains no datagram.
    this.#batch.set(NOTHING, path);
    this.#received = undefined;
    this.#deliver();
  }

  /** Sends the first output of the core. */
  start(): void {
    this.#drain();
    this.#deliverLater();
  }

  /**
   * Sends one application datagram, borrowed for the call. False: the connection cannot send, or too many datagrams are
   * in flight; then a `drain` event follows. Throws MessageTooLargeError.
   */
  send(connection: Connection, data: Uint8Array): boolean {
    if (this.#stopped) return false;
    if (this.#pool.aboveHighWaterMark) {
      this.#waiting.add(connection);
      return false;
    }
    this.#sendLength[0] = data.length;
    const taken = connection.sendMany(data, zero, this.#sendLength, clock());
    this.#sender = connection;
    this.#sending = data.length;
    this.#drain();
    this.#sender = undefined;
    this.#deliverLater();
    return taken === 1;
  }

  /** Answers a request. Resulting events are delivered before this returns, unless a handler is running. */
  respond(response: ApplicationResponse): void {
    if (this.#stopped) return;
    try {
      this.#endpoint.respond(response, clock());
    } catch (error) {
      const kind = 'psk' in response ? 'psk' : 'fresh' in response ? 'freshness' : 'chain';
      this.#rejectRequest({ id: response.id, kind }, error);
    }
    this.#drain();
    this.#deliver();
  }

  /** Closes a connection, or a listener with all of its connections. */
  close(target: Connection | Listener): void {
    if (this.#stopped) return;
    try {
      target.close(clock());
    } catch (error) {
      this.#internalError(error);
    }
    this.#drain();
    this.#deliverLater();
  }

  /** The epoch of the new keys; undefined: no connection is driven any more. */
  updateKeys(connection: Connection, options: { readonly requestPeer?: boolean | undefined }): number | undefined {
    if (this.#stopped) return undefined;
    const epoch = connection.updateKeys(options, clock());
    this.#drain();
    this.#deliverLater();
    return epoch;
  }

  /** The number of the request; undefined: no connection is driven any more. */
  requestCertificate(connection: Connection, options: CertificateRequestOptions): number | undefined {
    if (this.#stopped) return undefined;
    const request = connection.requestCertificate(options, clock());
    this.#drain();
    this.#deliverLater();
    return request;
  }

  /** Changes the longest datagram of a connection. Throws ConfigError. */
  configure(connection: Connection, change: { readonly maxDatagramSize: number }): void {
    if (this.#stopped) return;
    connection.configure(change, clock());
    this.#drain();
  }

  /**
   * Starts the check of a path that the connection uses if the peer responds there. False: no connection is driven any
   * more.
   */
  validatePath(connection: Connection, path: number): boolean {
    if (this.#stopped) return false;
    connection.validatePath(path, clock());
    this.#drain();
    this.#deliverLater();
    return true;
  }

  /** Ends a connection without an alert. It has no further event. */
  abandon(connection: Connection): void {
    if (this.#stopped) return;
    connection.abandon(clock());
    this.#waiting.delete(connection);
    for (const item of this.#pending.takeAll()) if (item.of !== connection) this.#pending.push(item);
    this.#drain();
    this.#deliverLater();
  }

  /** No further input, output or event. What did not end yet is abandoned, so that its secrets are overwritten. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#pending.takeAll();
    this.#waiting.clear();
    try {
      this.#endpoint.abandon(clock());
      while (this.#endpoint.poll(this.#sink)) {
        // The sink discards the output.
      }
    } catch {
      // The host has ended, and a provider that fails now cannot be reported any more.
    }
  }

  /** After a call of the application: its listeners are called after the call has returned. */
  #deliverLater(): void {
    if (this.#pending.length > 0 && !this.#delivering) process.nextTick(() => this.#deliver());
  }

  #drain(): void {
    try {
      while (this.#endpoint.poll(this.#sink)) {
        // The sink is never full, as it drops what does not fit. The core may still ask for another turn.
      }
    } catch (error) {
      this.#internalError(error);
    }
    this.#arm();
  }

  /** Calls the handlers. Never throws: sockets, timers and ticks call this, and an exception would end the process. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      try {
        if ('event' in next) this.#handlers.event(next.of, next.event);
        else if ('request' in next) this.#handlers.request(next.of, next.request);
        else if ('error' in next) this.#handlers.internalError(next.error);
        else this.#resume();
      } catch (error) {
        if ('request' in next) this.#rejectRequest(next.request, error);
        else if ('event' in next) this.#internalError(error);
      }
    }
    this.#delivering = false;
  }

  /** A request whose handler failed is rejected. */
  #rejectRequest({ id, kind }: Pick<ApplicationRequest, 'id' | 'kind'>, cause: unknown): void {
    try {
      this.#endpoint.respond(rejectionOf(kind, id, cause), clock());
    } catch (failure) {
      this.#internalError(failure);
    }
    this.#drain();
  }

  /** Delivered like an event: outside of the core and in order. */
  #internalError(error: unknown): void {
    if (!this.#stopped) this.#pending.push({ of: undefined, error });
  }

  #arm(): void {
    if (this.#stopped) return;
    const deadline = this.#endpoint.nextDeadline();
    // A timer that expires early checks again, which costs less than a new timer for every datagram.
    if (this.#timer !== undefined && this.#armedFor <= deadline && deadline !== Number.POSITIVE_INFINITY) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#armedFor = deadline;
    if (deadline === Number.POSITIVE_INFINITY) return;
    const delay = Math.min(MAX_TIMER, Math.max(1, Math.ceil(deadline - clock())));
    // The socket keeps the process alive, not the timer.
    this.#timer = setTimeout(() => this.#expire(), delay).unref();
  }

  #expire(): void {
    this.#timer = undefined;
    const now = clock();
    try {
      if (this.#endpoint.nextDeadline() <= now) this.#endpoint.handleTimeout(now);
    } catch (error) {
      this.#internalError(error);
    }
    this.#drain();
    this.#deliver();
  }

  /** The operating system returned a buffer. With enough free buffers the waiting connections can send again. */
  #release(buffer: Uint8Array): void {
    this.#pool.release(buffer);
    if (this.#waiting.size === 0 || this.#stopped || !this.#pool.belowLowWaterMark) return;
    if (this.#drainPending) return;
    this.#drainPending = true;
    // Not in a tick: libuv reports sent datagrams until there are none left, so a listener that sends again in a tick
    // would delay timers, signals and incoming datagrams for as long as it has data to send.
    setImmediate(() => {
      if (this.#stopped) return;
      this.#pending.push(DRAIN);
      this.#deliver();
    });
  }

  /** The waiting connections get `drain` one after the other. Those that find no free buffer wait for the next time. */
  #resume(): void {
    this.#drainPending = false;
    for (const of of this.#waiting) {
      if (this.#pool.aboveHighWaterMark) return;
      this.#waiting.delete(of);
      try {
        this.#handlers.event(of, { kind: 'drain' });
      } catch (error) {
        this.#internalError(error);
      }
    }
  }

  /** A datagram of `length` bytes was not sent; with `of`, it carried a message of `bytes` bytes of that connection. */
  #notSent(
    path: number,
    length: number,
    error: NodeJS.ErrnoException,
    of: Connection | undefined,
    bytes: number,
  ): void {
    if (this.#stopped) return;
    if (of !== undefined) this.#pending.push({ of, event: { kind: 'lost', bytes, error } });
    if (error.code === 'EMSGSIZE') {
      this.tooLong++;
      try {
        this.#endpoint.datagramTooLong(path, length, clock());
      } catch (failure) {
        this.#internalError(failure);
      }
      this.#drain();
    }
    this.#deliverLater();
  }

  #makeSink(): OutputSink {
    let path = 0;
    let buffer: Uint8Array | undefined;
    let scratch = new Uint8Array(0);
    return {
      reserve: (to, size) => {
        // Reserved and not committed: the core discarded the datagram.
        if (buffer !== undefined) this.#pool.release(buffer);
        path = to;
        buffer = this.#stopped ? undefined : this.#pool.acquire(size);
        if (buffer !== undefined) return buffer.subarray(0, size);
        if (!this.#stopped) this.dropped++;
        if (scratch.length < size) scratch = new Uint8Array(size);
        return scratch.subarray(0, size);
      },
      commit: (length) => {
        const sent = buffer;
        buffer = undefined;
        if (sent === undefined) return;
        const of = this.#sender?.path === path ? this.#sender : undefined;
        const bytes = this.#sending;
        this.#handlers.transmit(path, sent.subarray(0, length), (error) => {
          this.#release(sent);
          if (error !== undefined) this.#notSent(path, length, error, of, bytes);
        });
      },
      event: (of, event) => {
        if (this.#stopped) return;
        this.#pending.push({ of, event: retainEvent(event, this.#received) });
      },
      request: (of, request) => {
        if (!this.#stopped) this.#pending.push({ of, request });
      },
      // One socket has one endpoint: there is no other worker for the datagram.
      unrouted: () => {},
    };
  }
}

/** The response that rejects a request whose handler threw `cause`. */
function rejectionOf(kind: ApplicationRequest['kind'], id: number, cause: unknown): ApplicationResponse {
  if (kind === 'psk') return { id, psk: undefined };
  if (kind === 'freshness') return { id, fresh: false };
  const error = new InternalError('the verification of the peer', cause);
  return { id, accept: false, alert: 'certificate_unknown', error };
}

const zero = Int32Array.of(0);
const NOTHING = new Uint8Array(0);

/** dgram delivers datagrams one by one, each in its own memory. */
class SingleBatch implements DatagramBatch {
  slab: Uint8Array = NOTHING;
  readonly at = zero;
  readonly length = new Int32Array(1);
  readonly path = new Int32Array(1);
  readonly count = 1;

  set(datagram: Uint8Array, path: number): void {
    this.slab = datagram;
    this.length[0] = datagram.length;
    this.path[0] = path;
  }
}
