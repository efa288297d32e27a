import type {
  ApplicationRequest,
  ApplicationResponse,
  Connection,
  DatagramBatch,
  Endpoint,
  Listener,
  OutputSink,
} from '../dtls13/endpoint.ts';
import { InternalError } from '../errors/internal-error.ts';
import { clock } from './clock.ts';
import { DatagramPool } from './datagram-pool.ts';
import { Fifo } from './fifo.ts';
import { type HostEvent, keepEvent } from './host-event.ts';
import type { SendDone } from './udp-socket.ts';

/** Most datagrams that may wait for the operating system; what comes on top is dropped as a full network drops it. */
const MAX_DATAGRAMS_UNDER_WAY = 16_384;
/** setTimeout takes no more; a later deadline is looked at again then. */
const MAX_TIMER = 2 ** 31 - 1;

/** What the driver hands on, always outside of the core: every call into the driver is safe from in here. */
export interface DriverHandlers {
  event(of: Connection, event: HostEvent): void;
  /** Answers with `answer`, at once or later. */
  request(of: Connection, question: ApplicationRequest): void;
  /** Puts a datagram on the network; `done` gives the bytes back, with the error, then not at once, if it was not sent. */
  transmit(path: number, datagram: Uint8Array, done: SendDone): void;
  /** The core or a handler threw, which neither should: it is for the host to say what that ends. */
  internalError(error: unknown): void;
}

type Pending =
  | { readonly of: Connection; readonly event: HostEvent }
  | { readonly of: Connection; readonly question: ApplicationRequest }
  | { readonly of: undefined; readonly error: unknown }
  | typeof DRAIN;

/** The network takes data again. */
const DRAIN = { of: undefined, drain: true } as const;

/**
 * Drives one core with real time: after every input it polls until the core has nothing more to say, arms one timer
 * for the next deadline, and only then tells anybody what happened.
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
  /** Whose data was not taken because too much was under way. */
  readonly #waiting = new Set<Connection>();
  /** Whose data is being sent right now, and how many bytes of it. */
  #sender: Connection | undefined;
  #sending = 0;
  /** Datagrams dropped because too many were under way. */
  dropped = 0;
  /** Datagrams that were too long for their path. */
  tooLong = 0;

  /** `datagramSize`: usual largest datagram, in bytes. */
  constructor(endpoint: Endpoint, datagramSize: number, handlers: DriverHandlers) {
    this.#endpoint = endpoint;
    this.#handlers = handlers;
    this.#pool = new DatagramPool(datagramSize, MAX_DATAGRAMS_UNDER_WAY);
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
    // A quiet session keeps no datagram.
    this.#batch.set(NOTHING, path);
    this.#received = undefined;
    this.#deliver();
  }

  /** Starts the core, which may have something to send before anything arrived. */
  start(): void {
    this.#afterCall();
  }

  /**
   * Sends one application datagram, borrowed for the call. False: the connection cannot send, or too much waits for
   * the network already; then a `drain` event follows. Throws MessageTooLargeError.
   */
  send(connection: Connection, data: Uint8Array): boolean {
    if (this.#stopped) return false;
    if (this.#pool.crowded) {
      this.#waiting.add(connection);
      return false;
    }
    this.#sendLength[0] = data.length;
    const taken = connection.sendMany(data, zero, this.#sendLength, clock());
    this.#sender = connection;
    this.#sending = data.length;
    this.#afterCall();
    this.#sender = undefined;
    return taken === 1;
  }

  /** Answers a question. What follows from it is told before this returns, unless a handler is running. */
  respond(answer: ApplicationResponse): void {
    if (this.#stopped) return;
    try {
      this.#endpoint.respond(answer, clock());
    } catch (error) {
      this.#rejectRequest(answer.id, error);
    }
    this.#drain();
    this.#deliver();
  }

  /** Closes a connection, or a listener with all of its connections. */
  close(what: Connection | Listener): void {
    if (this.#stopped) return;
    what.close(clock());
    this.#afterCall();
  }

  /** Ends a connection without a word to the peer; nothing is heard of it any more. */
  abandon(connection: Connection): void {
    if (this.#stopped) return;
    connection.abandon(clock());
    this.#waiting.delete(connection);
    for (const item of this.#pending.takeAll()) if (item.of !== connection) this.#pending.push(item);
    this.#afterCall();
  }

  /** No input, no output, no events from here on. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#pending.takeAll();
    this.#waiting.clear();
  }

  /** After a call of the application, whose caller must not find its listeners called before it returned. */
  #afterCall(): void {
    this.#drain();
    this.#deliverLater();
  }

  #deliverLater(): void {
    if (this.#pending.length > 0 && !this.#delivering) process.nextTick(() => this.#deliver());
  }

  #drain(): void {
    try {
      while (this.#endpoint.poll(this.#sink)) {
        // The sink is never full: what does not fit is dropped. A core that only wants another turn gets it.
      }
    } catch (error) {
      this.#internalError(error);
    }
    this.#arm();
  }

  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) this.#dispatch(next);
    this.#delivering = false;
  }

  /** Never throws: this is called by sockets, timers and ticks, whose exceptions end the process. */
  #dispatch(next: Pending): void {
    try {
      if ('event' in next) this.#handlers.event(next.of, next.event);
      else if ('question' in next) this.#handlers.request(next.of, next.question);
      else if ('error' in next) this.#handlers.internalError(next.error);
      else this.#resume();
    } catch (error) {
      if ('question' in next) this.#rejectRequest(next.question.id, error);
      else if ('event' in next) this.#internalError(error);
    }
  }

  /** A question that cannot be answered as it should be is answered with no. */
  #rejectRequest(id: number, cause: unknown): void {
    const error = new InternalError('the verification of the peer', cause);
    try {
      this.#endpoint.respond({ id, accept: false, alert: 'certificate_unknown', error }, clock());
    } catch (failure) {
      this.#internalError(failure);
    }
    this.#drain();
  }

  /** Told like an event, outside of the core and in its turn. */
  #internalError(error: unknown): void {
    if (!this.#stopped) this.#pending.push({ of: undefined, error });
  }

  #arm(): void {
    if (this.#stopped) return;
    const deadline = this.#endpoint.nextDeadline();
    // A timer that goes off too early looks again, which costs less than setting it anew for every datagram.
    if (this.#timer !== undefined && this.#armedFor <= deadline && deadline !== Number.POSITIVE_INFINITY) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#armedFor = deadline;
    if (deadline === Number.POSITIVE_INFINITY) return;
    const delay = Math.min(MAX_TIMER, Math.max(1, Math.ceil(deadline - clock())));
    // The socket decides whether the process lives on, not the timer.
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

  /** A buffer is back. Enough of them, and those who were told to wait may go on, as far as there is room for them. */
  #returned(buffer: Uint8Array): void {
    this.#pool.give(buffer);
    if (this.#waiting.size === 0 || this.#stopped || !this.#pool.roomy) return;
    if (this.#drainPending) return;
    this.#drainPending = true;
    // Not in a tick: libuv reports what was sent until there is nothing more to report, so whoever sends again from in
    // here would keep timers, signals and all that arrives waiting for as long as it has something to send.
    setImmediate(() => {
      if (this.#stopped) return;
      this.#pending.push(DRAIN);
      this.#deliver();
    });
  }

  /** Those who wait go on one after the other; who finds no room any more is the first next time. */
  #resume(): void {
    this.#drainPending = false;
    for (const of of this.#waiting) {
      if (this.#pool.crowded) return;
      this.#waiting.delete(of);
      this.#dispatch({ of, event: { kind: 'drain' } });
    }
  }

  /** The system refused a datagram of `length` bytes; with `of`, it carried `bytes` bytes of that connection's data. */
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
      this.#endpoint.datagramTooLong(path, length, clock());
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
        // Reserved and never committed: the core changed its mind.
        if (buffer !== undefined) this.#pool.give(buffer);
        path = to;
        buffer = this.#stopped ? undefined : this.#pool.take(size);
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
          this.#returned(sent);
          if (error !== undefined) this.#notSent(path, length, error, of, bytes);
        });
      },
      event: (of, event) => {
        if (this.#stopped) return;
        this.#pending.push({ of, event: keepEvent(event, this.#received) });
      },
      request: (of, question) => {
        if (!this.#stopped) this.#pending.push({ of, question });
      },
      // One socket is one endpoint: there is no other worker to hand a datagram to.
      unrouted: () => {},
    };
  }
}

const zero = Int32Array.of(0);
const NOTHING = new Uint8Array(0);

/** dgram reports datagrams one by one, each in memory of its own. */
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
