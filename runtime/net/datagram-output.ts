import type { Connection } from '../dtls13/endpoint.ts';
import type { DatagramPool, OutgoingDatagrams } from './datagram-pool.ts';

/** Where finished buffers go. */
export interface DatagramCarrier {
  /** Sends the datagrams of the buffer to its path. `DatagramOutput.release` returns it, later. */
  transmit(datagrams: OutgoingDatagrams): void;
  /** Gives what was transmitted to the system. */
  flush(): void;
}

/**
 * The datagrams that the core writes in one `poll`: `reserve` and `commit` of its sink. Datagrams that were reserved
 * together share a buffer, which is transmitted when the core is done with it.
 */
export class DatagramOutput {
  readonly #pool: DatagramPool;
  readonly #carrier: DatagramCarrier;
  #buffer: OutgoingDatagrams | undefined;
  /** For datagrams that are dropped. */
  #scratch = new Uint8Array(0);
  /** Datagrams that were transmitted since the last `flush`. */
  #unflushed = 0;
  /** The connection whose messages are written, with their sizes. */
  #sender: Connection | undefined;
  #messages: Int32Array = NONE;
  #message = 0;
  /** True: everything is discarded. */
  stopped = false;
  /** Datagrams dropped because too many were in flight. */
  dropped = 0;

  constructor(pool: DatagramPool, carrier: DatagramCarrier) {
    this.#pool = pool;
    this.#carrier = carrier;
  }

  /** The datagrams of this connection carry messages of these sizes from now on, until `finish`. */
  expectMessages(of: Connection, sizes: Int32Array): void {
    this.#sender = of;
    this.#messages = sizes;
    this.#message = 0;
  }

  /** A slice for datagrams; see `OutputSink.reserve`. Where there is no buffer they are dropped. */
  reserve(path: number, size: number): Uint8Array {
    this.#transmit();
    if (!this.stopped) {
      this.#buffer = this.#pool.acquire(path, size);
      if (this.#buffer !== undefined) return this.#buffer.bytes.subarray(0, size);
    }
    if (this.#scratch.length < size) this.#scratch = new Uint8Array(size);
    return this.#scratch.subarray(0, size);
  }

  /** The next `length` bytes of the slice are a datagram. */
  commit(length: number): void {
    const buffer = this.#buffer;
    if (buffer === undefined) {
      if (!this.stopped) this.dropped++;
      return;
    }
    const sender = this.#sender;
    let message = -1;
    if (sender?.path === buffer.path && this.#message < this.#messages.length) {
      const size = this.#messages[this.#message] as number;
      // A shorter datagram carries no message.
      if (size < length) {
        message = size;
        this.#message += 1;
        buffer.of = sender;
      }
    }
    buffer.add(length, message);
  }

  /** The `poll` is over. Transmits the last buffer. */
  finish(): void {
    this.#transmit();
    this.#sender = undefined;
    this.#messages = NONE;
  }

  /** Gives all datagrams to the system, if there are at least `least` of them. */
  flush(least = 1): void {
    if (this.#unflushed < least) return;
    this.#unflushed = 0;
    this.#carrier.flush();
  }

  #transmit(): void {
    const buffer = this.#buffer;
    if (buffer === undefined) return;
    this.#buffer = undefined;
    if (buffer.count === 0 || this.stopped) {
      // Reserved and not committed: the core discarded the datagrams.
      this.#pool.release(buffer);
      return;
    }
    this.#unflushed += buffer.count;
    const { count } = buffer;
    this.#pool.transmitted(buffer);
    this.#carrier.transmit(buffer);
    // A slice full of datagrams gains nothing from a call for several of them.
    if (count >= FULL_SLICE) this.flush();
  }
}

/** Datagrams that are worth a call of the system of their own. */
const FULL_SLICE = 32;
const NONE = new Int32Array(0);
