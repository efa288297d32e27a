import type {
  ApplicationRequest,
  ApplicationResponse,
  Connection,
  Endpoint,
  Listener,
  OutputSink,
} from '../dtls13/endpoint.ts';
import type { CertificateRequestOptions } from '../dtls13/options/certificate-request-options.ts';
import { InternalError } from '../errors/internal-error.ts';
import { clock } from './clock.ts';
import { type DatagramCarrier, DatagramOutput } from './datagram-output.ts';
import { DatagramPool, type OutgoingDatagrams } from './datagram-pool.ts';
import { DeadlineTimer } from './deadline-timer.ts';
import { isPathEvent, type PathEvent } from './held-paths.ts';
import type { HostEvent } from './host-event.ts';
import { MessageChunk } from './message-chunk.ts';
import type { MessageSpans } from './message-spans.ts';
import { DRAIN, type Pending, PendingEvents } from './pending-events.ts';
import type { ReceivedBatch } from './received-batch.ts';
import { ReceivedMessages } from './received-messages.ts';
import { StagedMessages } from './staged-messages.ts';
import { atTickEnd } from './tick-end.ts';

/** Datagrams that may wait for the operating system; further ones are dropped, as by a full network. */
const MAX_DATAGRAMS_IN_FLIGHT = 16_384;
/**
 * Messages that are accepted in one tick. Sockets can take each datagram at once, so that no number of datagrams waits: an
 * application that sends until it may not would keep the event loop from everything else.
 */
const MAX_MESSAGES_IN_TICK = 16_384;
/**
 * The pool counts its memory in datagrams of the usual size. With a shorter one, the buffers of a chunk of messages would be
 * more than it keeps for what was accepted.
 */
const LEAST_COUNTED_SIZE = 512;
/** Datagrams that do not wait for the end of the tick, or of the delivery of events. */
const FULL_FLUSH = 64;

/** What the driver calls, always outside of the core: a handler may call any method of the driver. */
export interface DriverHandlers extends DatagramCarrier {
  /** Borrowed until the handler returns. */
  messages(of: Connection, messages: ReceivedMessages): void;
  event(of: Connection, event: HostEvent): void;
  /** Called at once, from inside of the core, and before the same event is delivered: must not call the driver or the core. */
  path?(of: Connection, event: PathEvent): void;
  /** The handler calls `respond`, at once or later. */
  request(of: Connection, request: ApplicationRequest): void;
  /** Datagram `index` of the batch has a connection id that is not one of this endpoint; from inside of the core. */
  unrouted?(index: number): void;
  /** The core or a handler threw an unexpected exception: the host decides what to end. */
  internalError(error: unknown): void;
}

/**
 * Drives one endpoint of the core in real time. After every input it
 *
 * 1. polls until the core has no further output, and sends what it wrote,
 * 2. delivers the events that the polls put into its queue,
 * 3. arms one timer for the next deadline.
 */
export class Driver {
  readonly #endpoint: Endpoint;
  readonly #handlers: DriverHandlers;
  readonly #pool: DatagramPool;
  readonly #output: DatagramOutput;
  readonly #pending = new PendingEvents();
  readonly #sink: OutputSink;
  readonly #timer: DeadlineTimer;
  readonly #oneLength = new Int32Array(1);
  #chunk: MessageChunk | undefined;
  #drainPending = false;
  readonly #staged = new StagedMessages();
  #polling = false;
  /** `#tickEnded` is called at the end of the tick. */
  #pollPending = false;
  /** Messages that were accepted in this tick, or delivery of events. */
  #accepted = 0;
  #delivering = false;
  /** The connection whose event is being handled. */
  #current: Connection | undefined;
  #stopped = false;
  /** Connections whose data was not accepted because too many datagrams were in flight, or were sent in the tick. */
  readonly #waiting = new Set<Connection>();
  /** Datagrams that were too long for their path. */
  tooLong = 0;

  /** `datagramSize`: usual largest datagram, in bytes. */
  constructor(endpoint: Endpoint, datagramSize: number, handlers: DriverHandlers) {
    this.#endpoint = endpoint;
    this.#handlers = handlers;
    this.#pool = new DatagramPool(Math.max(datagramSize, LEAST_COUNTED_SIZE), MAX_DATAGRAMS_IN_FLIGHT);
    this.#output = new DatagramOutput(this.#pool, handlers);
    this.#timer = new DeadlineTimer(() => this.#expire());
    this.#sink = this.#makeSink();
  }

  /** Datagrams dropped because too many were in flight. */
  get dropped(): number {
    return this.#output.dropped;
  }

  /**
   * Whether something refers to this object of a connection: messages that are not written, an event that is not delivered, or
   * that it waits for `drain`.
   */
  refersTo(connection: Connection): boolean {
    if (connection === this.#staged.of || connection === this.#current) return true;
    return this.#waiting.has(connection) || this.#pending.has(connection);
  }

  /** Whether the connection gets `drain`. */
  awaitsDrain(connection: Connection): boolean {
    return this.#waiting.has(connection);
  }

  /** Datagrams arrived. They are decrypted in place, and borrowed for the call, unless `ownsSlab` of the batch. */
  receive(batch: ReceivedBatch): void {
    if (!this.#stopped) this.#receive(batch);
    // An idle session retains no datagram.
    batch.clear();
  }

  #receive(batch: ReceivedBatch): void {
    this.#pollStaged();
    this.#pending.beginInput(batch);
    try {
      this.#endpoint.handleDatagrams(batch, clock());
    } catch (error) {
      this.#internalError(error);
    }
    this.#poll();
    this.#deliver();
    this.#pending.endInput();
  }

  /** Sends the first output of the core. */
  start(): void {
    this.#poll();
    this.#deliverLater();
  }

  /**
   * Accepts one application datagram, borrowed for the call; those of a tick are sent together at its end. False: the
   * connection cannot send, or too many datagrams are in flight or were sent in this tick; then a `drain` event follows.
   * Throws MessageTooLargeError.
   */
  send(connection: Connection, data: Uint8Array): boolean {
    if (this.#stopped || this.#mustWait(connection)) return false;
    const staged = this.#staged;
    if (data.length > connection.maxMessageSize || !staged.hasRoom(connection, data.length)) {
      this.#pollStaged(FULL_FLUSH);
    }
    if (data.length > connection.maxMessageSize) {
      // Not copied: the core refuses it.
      this.#oneLength[0] = data.length;
      return connection.sendMany(data, zero, this.#oneLength, clock()) === 1;
    }
    const taken = connection.sendMany(staged.add(connection, data), staged.at, staged.length, staged.since);
    if (taken === 0) staged.undo();
    this.#accepted += taken;
    this.#pollLater();
    return taken === 1;
  }

  /**
   * Sends application datagrams, borrowed for the call. Returns how many were accepted. After fewer than all a `drain` event
   * follows, as for `send`. Throws MessageTooLargeError, if it accepts none.
   */
  sendMany(connection: Connection, messages: MessageSpans): number {
    if (this.#polling) return this.#queueMany(connection, messages);
    this.#pollStaged();
    this.#chunk ??= new MessageChunk();
    const chunk = this.#chunk;
    let accepted = 0;
    while (accepted < messages.at.length && !this.#stopped && !this.#mustWait(connection)) {
      // Few at a time, so that there are buffers for all that are accepted.
      chunk.take(messages, accepted);
      const { count } = chunk;
      const taken = connection.sendMany(messages.slab, chunk.at, chunk.length, clock());
      this.#output.expectMessages(connection, chunk.length);
      this.#poll();
      accepted += taken;
      this.#accepted += taken;
      if (taken < count) break;
    }
    this.#pollLater();
    this.#deliverLater();
    return accepted;
  }

  /**
   * `sendMany` of a function for padding, which runs inside of `poll`: the messages are written after it has returned, when
   * the application may have used their memory again.
   */
  #queueMany(connection: Connection, { slab, at, length }: MessageSpans): number {
    if (this.#stopped || this.#mustWait(connection)) return 0;
    const taken = connection.sendMany(new Uint8Array(slab), at, length, clock());
    this.#accepted += taken;
    this.#pollLater();
    return taken;
  }

  /** Answers a request. Resulting events are delivered before this returns, unless a handler is running. */
  respond(response: ApplicationResponse): void {
    if (this.#stopped) return;
    this.#pollStaged();
    try {
      this.#endpoint.respond(response, clock());
    } catch (error) {
      const kind = 'psk' in response ? 'psk' : 'fresh' in response ? 'freshness' : 'chain';
      this.#rejectRequest({ id: response.id, kind }, error);
    }
    this.#poll();
    this.#deliver();
  }

  /** Closes a connection, or a listener with all of its connections. */
  close(target: Connection | Listener): void {
    if (this.#stopped) return;
    this.#pollStaged();
    try {
      target.close(clock());
    } catch (error) {
      this.#internalError(error);
    }
    this.#poll();
    this.#deliverLater();
  }

  /** The epoch of the new keys; undefined: no connection is driven any more. */
  updateKeys(connection: Connection, options: { readonly requestPeer?: boolean | undefined }): number | undefined {
    if (this.#stopped) return undefined;
    this.#pollStaged();
    const epoch = connection.updateKeys(options, clock());
    this.#poll();
    this.#deliverLater();
    return epoch;
  }

  /** The number of the request; undefined: no connection is driven any more. */
  requestCertificate(connection: Connection, options: CertificateRequestOptions): number | undefined {
    if (this.#stopped) return undefined;
    this.#pollStaged();
    const request = connection.requestCertificate(options, clock());
    this.#poll();
    this.#deliverLater();
    return request;
  }

  /** Changes the longest datagram of a connection. Throws ConfigError. */
  configure(connection: Connection, change: { readonly maxDatagramSize: number }): void {
    if (this.#stopped) return;
    this.#pollStaged();
    connection.configure(change, clock());
    this.#poll();
  }

  /**
   * Starts the check of a path that the connection uses if the peer responds there. False: no connection is driven any
   * more.
   */
  validatePath(connection: Connection, path: number): boolean {
    if (this.#stopped) return false;
    this.#pollStaged();
    connection.validatePath(path, clock());
    this.#poll();
    this.#deliverLater();
    return true;
  }

  /** Ends a connection without an alert. It has no further event. */
  abandon(connection: Connection): void {
    if (this.#stopped) return;
    this.#pollStaged();
    connection.abandon(clock());
    this.#waiting.delete(connection);
    this.#pending.drop(connection);
    this.#poll();
    this.#deliverLater();
  }

  /** No further input, output or event. What did not end yet is abandoned, so that its secrets are overwritten. */
  stop(): void {
    if (this.#stopped) return;
    this.#pollStaged();
    // Its socket is about to be closed.
    this.#output.flush();
    this.#stopped = true;
    this.#output.stopped = true;
    this.#timer.stop();
    this.#pending.drop();
    this.#waiting.clear();
    try {
      this.#endpoint.abandon(clock());
      while (this.#endpoint.poll(this.#sink)) {
        // The sink discards the output.
      }
    } catch {
      // The host has ended, and a provider that fails now cannot be reported any more.
    }
    this.#output.finish();
  }

  /** The operating system returned a buffer. With enough free buffers the waiting connections can send again. */
  sent(datagrams: OutgoingDatagrams): void {
    this.#pool.release(datagrams);
    if (this.#waiting.size > 0 && !this.#stopped && this.#pool.belowLowWaterMark) this.#drainLater();
  }

  /** Whether the connection cannot send now. Then it gets `drain`. */
  #mustWait(connection: Connection): boolean {
    if (!this.#isFull()) return false;
    this.#waiting.add(connection);
    return true;
  }

  /** Application data must wait. The connections that wait are told when the socket has returned buffers, or after the tick. */
  #isFull(): boolean {
    if (this.#pool.aboveHighWaterMark) return true;
    if (this.#accepted < MAX_MESSAGES_IN_TICK) return false;
    this.#drainLater();
    return true;
  }

  #drainLater(): void {
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

  /** The operating system did not send a datagram; called before `sent`, and not from inside `transmit` or `flush`. */
  unsent(datagrams: OutgoingDatagrams, index: number, error: NodeJS.ErrnoException): void {
    if (this.#stopped) return;
    const { of, path } = datagrams;
    const bytes = datagrams.message[index] as number;
    if (of !== undefined && bytes >= 0) this.#pending.push({ of, event: { kind: 'lost', path, bytes, error } });
    if (error.code === 'EMSGSIZE') {
      this.tooLong++;
      this.#pollStaged();
      try {
        this.#endpoint.datagramTooLong(path, datagrams.length[index] as number, clock());
      } catch (failure) {
        this.#internalError(failure);
      }
      this.#poll();
    }
    this.#deliverLater();
  }

  /** After a call of the application: its listeners are called after the call has returned. */
  #deliverLater(): void {
    if (this.#pending.length > 0 && !this.#delivering) process.nextTick(() => this.#deliver());
  }

  /** Messages were accepted: sends those that are staged at the end of the tick, or of the delivery of events. */
  #pollLater(): void {
    if (this.#delivering || this.#pollPending) return;
    this.#pollPending = true;
    atTickEnd(this.#tickEnded);
  }

  readonly #tickEnded = (): void => {
    this.#pollPending = false;
    this.#accepted = 0;
    this.#pollStaged();
    this.#output.flush();
    this.#deliver();
  };

  /** Before an input that follows the staged messages. */
  #pollStaged(least = 1): void {
    if (this.#staged.of !== undefined) this.#poll(least);
  }

  /** Sends what the core has to send. Fewer datagrams than `least` wait for a later `flush`. */
  #poll(least = 1): void {
    // A function of the application for padding runs inside of `poll`, which goes on afterwards.
    if (this.#polling) return;
    this.#polling = true;
    const staged = this.#staged;
    if (staged.of !== undefined) this.#output.expectMessages(staged.of, staged.sizes);
    try {
      while (this.#endpoint.poll(this.#sink)) {
        // The sink is never full, as it drops what does not fit. The core may still ask for another turn.
      }
      if (staged.of !== undefined) staged.clear();
    } catch (error) {
      staged.forget();
      this.#internalError(error);
    }
    this.#polling = false;
    this.#output.finish();
    // The datagrams of several connections go out together.
    this.#output.flush(this.#delivering ? FULL_FLUSH : least);
    if (!this.#stopped && !this.#delivering) this.#timer.arm(this.#endpoint.nextDeadline());
  }

  /** Calls the handlers. Never throws: sockets, timers and ticks call this, and an exception would end the process. */
  #deliver(): void {
    if (this.#delivering || this.#pending.length === 0) return;
    this.#delivering = true;
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      this.#current = next.of;
      try {
        this.#handle(next);
      } catch (error) {
        if ('request' in next) this.#rejectRequest(next.request, error);
        else if (!('error' in next)) this.#internalError(error);
      }
      this.#pending.delivered(next);
      // What the handlers sent may lead to further events.
      if (this.#pending.length === 0) this.#pollStaged();
    }
    this.#current = undefined;
    this.#delivering = false;
    this.#accepted = 0;
    this.#output.flush();
    if (!this.#stopped) this.#timer.arm(this.#endpoint.nextDeadline());
  }

  #handle(next: Pending): void {
    if (next instanceof ReceivedMessages) this.#handlers.messages(next.of as Connection, next);
    else this.#handleRare(next);
  }

  /** Apart from the messages, as in the event queue of the core. */
  #handleRare(next: Exclude<Pending, ReceivedMessages>): void {
    if ('event' in next) {
      // A connection that has ended accepts nothing any more.
      if (next.event.kind === 'closed' || next.event.kind === 'error') this.#waiting.delete(next.of);
      this.#handlers.event(next.of, next.event);
    } else if ('request' in next) this.#handlers.request(next.of, next.request);
    else if ('error' in next) this.#handlers.internalError(next.error);
    else this.#resume();
  }

  /** A request whose handler failed is rejected. */
  #rejectRequest({ id, kind }: Pick<ApplicationRequest, 'id' | 'kind'>, cause: unknown): void {
    try {
      this.#endpoint.respond(rejectionOf(kind, id, cause), clock());
    } catch (failure) {
      this.#internalError(failure);
    }
    this.#poll();
  }

  /** Delivered like an event: outside of the core and in order. */
  #internalError(error: unknown): void {
    if (!this.#stopped) this.#pending.push({ of: undefined, error });
  }

  #expire(): void {
    this.#pollStaged();
    const now = clock();
    try {
      if (this.#endpoint.nextDeadline() <= now) this.#endpoint.handleTimeout(now);
    } catch (error) {
      this.#internalError(error);
    }
    this.#poll();
    this.#deliver();
  }

  /** The waiting connections get `drain` one after the other. Those that find no free buffer wait for the next time. */
  #resume(): void {
    this.#drainPending = false;
    for (const of of this.#waiting) {
      if (this.#isFull()) return;
      this.#waiting.delete(of);
      this.#current = of;
      try {
        this.#handlers.event(of, { kind: 'drain' });
      } catch (error) {
        this.#internalError(error);
      }
    }
  }

  #makeSink(): OutputSink {
    const output = this.#output;
    const pending = this.#pending;
    return {
      reserve: (path, size) => output.reserve(path, size),
      commit: (length) => output.commit(length),
      event: (of, event) => {
        if (this.#stopped) return;
        if (isPathEvent(event)) this.#handlers.path?.(of, event);
        pending.event(of, event);
      },
      messages: (of, slab, at, length, count) => {
        if (!this.#stopped) pending.messages(of, slab, at, length, count);
      },
      request: (of, request) => {
        if (!this.#stopped) pending.push({ of, request });
      },
      unrouted: (index) => this.#handlers.unrouted?.(index),
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
