import type { Connection } from '../dtls13/endpoint.ts';
import type { SendBuffer } from './datagram-socket.ts';

/** Most datagrams in one buffer. */
const MAX_DATAGRAMS = 64;
/** Bytes of the buffers for several datagrams. */
const SIZES = [8192, 65_536] as const;
/** Buffers of the usual size that an idle endpoint keeps after a burst. */
const MAX_SPARE = 64;
/** Buffers of each larger size that are kept for all endpoints of the thread. */
const MAX_SHARED = [32, 32] as const;
const shared: readonly OutgoingDatagrams[][] = [[], []];

/** Datagrams of one path, back to back, and the messages in them. */
export class OutgoingDatagrams implements SendBuffer {
  readonly bytes: Uint8Array;
  length: Int32Array;
  /** Size of the message in each datagram; -1: it carries none. */
  message: Int32Array;
  count = 0;
  /** Bytes of the datagrams. */
  used = 0;
  path = 0;
  /** The pool counts its datagrams. */
  isCounted = false;
  /** The connection of the messages; undefined: there are none. */
  of: Connection | undefined;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    const capacity = size >= SIZES[0] ? MAX_DATAGRAMS : 1;
    this.length = new Int32Array(capacity);
    this.message = new Int32Array(capacity);
  }

  /** The next `length` bytes are a datagram. */
  add(length: number, message: number): void {
    if (this.count === this.length.length) this.#grow();
    this.length[this.count] = length;
    this.message[this.count] = message;
    this.count += 1;
    this.used += length;
  }

  /** Starts with no datagrams. */
  reset(path: number): this {
    this.count = 0;
    this.used = 0;
    this.path = path;
    this.isCounted = false;
    this.of = undefined;
    return this;
  }

  #grow(): void {
    const [length, message] = [this.length, this.message];
    const capacity = Math.max(MAX_DATAGRAMS, 2 * length.length);
    this.length = new Int32Array(capacity);
    this.length.set(length);
    this.message = new Int32Array(capacity);
    this.message.set(message);
  }
}

/** Buffers for outgoing datagrams: acquired for a send, released when the operating system has the bytes. */
export class DatagramPool {
  readonly #sizes: readonly number[];
  /** By size. The last one that was released is used next: the processor still has it in its cache. */
  readonly #spare: readonly OutgoingDatagrams[][] = [[], ...shared];
  readonly #size: number;
  readonly #limit: number;
  #bytes = 0;
  #datagrams = 0;

  /** `size`: usual largest datagram, in bytes. `limit`: so many datagrams, and buffers for so many, may be in use at once. */
  constructor(size: number, limit: number) {
    this.#sizes = [size, ...SIZES];
    this.#size = size;
    this.#limit = limit;
  }

  /** How much the operating system has not returned: buffers of the usual size, or datagrams if these are more. */
  get inUse(): number {
    return Math.max(this.#bytes / this.#size, this.#datagrams);
  }

  /** Application data must wait: the rest is reserved for handshakes, ACKs and alerts. */
  get aboveHighWaterMark(): boolean {
    return this.inUse >= this.#limit - this.#limit / 16;
  }

  /** Application data that had to wait can be sent. */
  get belowLowWaterMark(): boolean {
    return this.inUse <= this.#limit / 2;
  }

  /** A buffer of at least `size` bytes without datagrams, or undefined when too much is in use. */
  acquire(path: number, size: number): OutgoingDatagrams | undefined {
    if (this.inUse >= this.#limit) return undefined;
    const kind = this.#sizes.findIndex((bytes) => size <= bytes);
    const buffer = this.#spare[kind]?.pop() ?? new OutgoingDatagrams(this.#sizes[kind] ?? size);
    this.#bytes += buffer.bytes.length;
    return buffer.reset(path);
  }

  /** The datagrams of a buffer are sent: they count until it is released. */
  transmitted(buffer: OutgoingDatagrams): void {
    this.#datagrams += buffer.count;
    buffer.isCounted = true;
  }

  release(buffer: OutgoingDatagrams): void {
    const size = buffer.bytes.length;
    this.#bytes -= size;
    if (buffer.isCounted) this.#datagrams -= buffer.count;
    buffer.of = undefined;
    const kind = this.#sizes.indexOf(size);
    const spare = this.#spare[kind];
    if (spare !== undefined && spare.length < (MAX_SHARED[kind - 1] ?? MAX_SPARE)) spare.push(buffer);
  }
}
