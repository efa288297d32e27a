import type { ApplicationRequest, Connection, ConnectionEvent, OutputSink } from '../endpoint.ts';

/** Bytes that may be sent to an address for each byte received from it, until it is validated; RFC 9147 section 5.1. */
export const AMPLIFICATION_FACTOR = 3;

/**
 * Limits what is sent to clients whose address is not validated to three times what they sent; RFC 9147 section 5.1.
 *
 * It is the sink of their connections: it buffers the datagrams of one poll, then passes all of them to the host's
 * sink, or drops all of them, as if the network had lost them. It does not send a part: a client that received a part
 * of a flight would wait for the rest instead of retransmitting, and would not raise its limit.
 */
export class AmplificationLimiter implements OutputSink {
  /** Bytes that may still be sent, for connections whose client is not validated. */
  readonly #remainingBytes = new Map<Connection, number>();
  #sink: OutputSink | undefined;
  /** The connection whose datagrams are buffered. */
  #polled: Connection | undefined;
  #path = 0;
  #reserved = new Uint8Array(0);
  /** Bytes of it that are committed. */
  #committed = 0;
  /** The datagrams of one poll that are not passed to the host's sink yet. */
  #buffered: { readonly path: number; readonly datagram: Uint8Array }[] = [];

  /** `bytes` arrived from a client that is not validated. */
  received(connection: Connection, bytes: number): void {
    this.#remainingBytes.set(connection, (this.#remainingBytes.get(connection) ?? 0) + AMPLIFICATION_FACTOR * bytes);
  }

  /** Removes the limit: the client is validated, or the connection ended. */
  validated(connection: Connection): void {
    this.#remainingBytes.delete(connection);
  }

  /** Bytes that may still be sent to the client of this connection; Infinity: it has no limit. */
  remaining(connection: Connection): number {
    const remaining = this.#remainingBytes.get(connection);
    if (remaining === undefined) return Number.POSITIVE_INFINITY;
    return connection === this.#polled ? remaining - this.#bufferedBytes : remaining;
  }

  isLimited(connection: Connection): boolean {
    return this.#remainingBytes.size > 0 && this.#remainingBytes.has(connection);
  }

  /** Polls a connection that has a limit. True: the sink is full; call `flush`, then this again. */
  poll(connection: Connection, sink: OutputSink): boolean {
    this.#sink = sink;
    this.#polled = connection;
    try {
      connection.poll(this);
    } finally {
      // Also after an event handler that threw: `flush` sends what was written before.
      this.#polled = undefined;
      this.#countBuffered(connection);
    }
    return !this.flush(sink);
  }

  /** After the poll: an event handler may have passed a response or a datagram to the core, which can remove the limit. */
  #countBuffered(connection: Connection): void {
    const total = this.#bufferedBytes;
    const remaining = this.#remainingBytes.get(connection) ?? Number.POSITIVE_INFINITY;
    if (total > remaining) this.#buffered = [];
    else if (this.isLimited(connection)) this.#remainingBytes.set(connection, remaining - total);
  }

  /** Writes the datagrams that a full sink left. False: the sink is full again. */
  flush(sink: OutputSink): boolean {
    for (let next = this.#buffered[0]; next !== undefined; next = this.#buffered[0]) {
      const { path, datagram } = next;
      const target = sink.reserve(path, datagram.length);
      if (target === undefined) return false;
      // Before the sink can throw: it was counted once.
      this.#buffered.shift();
      target.set(datagram);
      sink.commit(datagram.length);
    }
    return true;
  }

  get #bufferedBytes(): number {
    return this.#buffered.reduce((bytes, { datagram }) => bytes + datagram.length, 0);
  }

  reserve(path: number, size: number): Uint8Array {
    this.#path = path;
    this.#reserved = new Uint8Array(size);
    this.#committed = 0;
    return this.#reserved;
  }

  commit(length: number): void {
    const from = this.#committed;
    this.#committed += length;
    this.#buffered.push({ path: this.#path, datagram: this.#reserved.subarray(from, from + length) });
  }

  event(connection: Connection, event: ConnectionEvent): void {
    this.#sink?.event(connection, event);
  }

  messages(connection: Connection, slab: Uint8Array, at: Int32Array, length: Int32Array, count: number): void {
    const sink = this.#sink;
    if (sink?.messages !== undefined) {
      sink.messages(connection, slab, at, length, count);
      return;
    }
    for (let index = 0; index < count; index++) {
      const from = at[index] as number;
      this.event(connection, { kind: 'message', data: slab.subarray(from, from + (length[index] as number)) });
    }
  }

  request(connection: Connection, request: ApplicationRequest): void {
    this.#sink?.request(connection, request);
  }

  unrouted(index: number, connectionId: Uint8Array): void {
    this.#sink?.unrouted(index, connectionId);
  }
}
