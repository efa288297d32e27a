import type { ApplicationRequest, Connection, ConnectionEvent, OutputSink } from '../endpoint.ts';

/** Bytes that may go to an address for each byte from it, until it is proven; RFC 9147 section 5.1. */
export const AMPLIFICATION_FACTOR = 3;

/**
 * Stands before the host's sink for clients that have not shown yet that they are where they say, and keeps what is
 * sent to them under three times what came from them. What one poll has to send goes out as a whole or, as if the
 * network had lost it, not at all: a client that got a part of a flight would wait for the rest instead of asking again,
 * and so never earn it.
 */
export class AmplificationLimiter implements OutputSink {
  /** Bytes left, for those that are not proven. */
  readonly #remainingBytes = new Map<Connection, number>();
  #sink: OutputSink | undefined;
  #path = 0;
  #reserved = new Uint8Array(0);
  /** What may go out and has not yet: of one poll. */
  #buffered: { readonly path: number; readonly datagram: Uint8Array }[] = [];

  /** `bytes` came from a client that is not proven. */
  received(connection: Connection, bytes: number): void {
    this.#remainingBytes.set(connection, (this.#remainingBytes.get(connection) ?? 0) + AMPLIFICATION_FACTOR * bytes);
  }

  /** No limit any more: it is proven, or gone. */
  validated(connection: Connection): void {
    this.#remainingBytes.delete(connection);
  }

  isLimited(connection: Connection): boolean {
    return this.#remainingBytes.size > 0 && this.#remainingBytes.has(connection);
  }

  /** Polls a connection that has a limit. True: the sink is full; call `flush`, then this again. */
  poll(connection: Connection, sink: OutputSink): boolean {
    this.#sink = sink;
    connection.poll(this);
    const total = this.#buffered.reduce((bytes, { datagram }) => bytes + datagram.length, 0);
    // Only now: a handler may have brought an answer or another datagram, and the limit may be gone.
    const remaining = this.#remainingBytes.get(connection) ?? Number.POSITIVE_INFINITY;
    if (total > remaining) this.#buffered = [];
    else if (this.isLimited(connection)) this.#remainingBytes.set(connection, remaining - total);
    return !this.flush(sink);
  }

  /** Writes the datagrams that a full sink left. False: the sink is full again. */
  flush(sink: OutputSink): boolean {
    for (const [index, { path, datagram }] of this.#buffered.entries()) {
      const target = sink.reserve(path, datagram.length);
      if (target === undefined) {
        this.#buffered.splice(0, index);
        return false;
      }
      target.set(datagram);
      sink.commit(datagram.length);
    }
    this.#buffered = [];
    return true;
  }

  reserve(path: number, size: number): Uint8Array {
    this.#path = path;
    this.#reserved = new Uint8Array(size);
    return this.#reserved;
  }

  commit(length: number): void {
    this.#buffered.push({ path: this.#path, datagram: this.#reserved.subarray(0, length) });
  }

  event(connection: Connection, event: ConnectionEvent): void {
    this.#sink?.event(connection, event);
  }

  request(connection: Connection, request: ApplicationRequest): void {
    this.#sink?.request(connection, request);
  }

  unrouted(index: number, connectionId: Uint8Array): void {
    this.#sink?.unrouted(index, connectionId);
  }
}
