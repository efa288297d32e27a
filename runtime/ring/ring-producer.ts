import { ConfigError } from '../errors/config-error.ts';
import {
  ENTRY_HEADER,
  entriesAt,
  entrySize,
  headOf,
  PADDING,
  type RingShape,
  ringTaken,
  SLEEPING,
  Sleep,
  tailOf,
  usedBytes,
} from './ring-layout.ts';

/** Up to this length a loop copies faster than a view of the source and `set`. */
const SHORT = 64;

/** Writes datagrams into one lane of a ring. Belongs to one thread. */
export class RingProducer {
  readonly lane: number;
  /** Bytes of the longest datagram that can be written. */
  readonly maxLength: number;
  readonly #shape: RingShape;
  /** All of the memory. */
  readonly #words: Int32Array;
  /** The entries of the lane, as bytes and as words. */
  readonly #bytes: Uint8Array;
  readonly #entries: Int32Array;
  readonly #tailAt: number;
  readonly #headAt: number;
  readonly #generation: number;
  /** Where the next entry starts. */
  #next: number;
  #published: number;
  /** Up to where the consumer was woken, if it slept. */
  #announced: number;
  /** The last head that was read: the consumer has released at least as much. */
  #head: number;

  constructor(memory: SharedArrayBuffer, shape: RingShape, lane: number) {
    this.lane = lane;
    this.maxLength = shape.laneBytes / 2 - ENTRY_HEADER;
    this.#shape = shape;
    this.#words = new Int32Array(memory);
    this.#bytes = new Uint8Array(memory, entriesAt(shape, lane), shape.laneBytes);
    this.#entries = new Int32Array(memory, entriesAt(shape, lane), shape.laneBytes / 4);
    this.#tailAt = tailOf(lane);
    this.#headAt = headOf(lane);
    this.#published = Atomics.load(this.#words, this.#tailAt);
    this.#next = this.#published;
    this.#announced = this.#published;
    this.#head = Atomics.load(this.#words, this.#headAt);
    usedBytes(shape, lane, this.#head, this.#next);
    this.#generation = Atomics.add(this.#words, this.#tailAt + 1, 1) + 1;
  }

  /**
   * Copies `length` bytes of `bytes` from `at` into the ring. The consumer sees them after `publish`. `kind`, `a` and `b`
   * are unsigned 32-bit numbers for the user. False: the ring is full, or the datagram is longer than `maxLength`. Throws
   * ConfigError for bytes that do not exist, and WirechartError if the memory is corrupt.
   */
  tryWrite(kind: number, a: number, b: number, bytes: Uint8Array, at: number, length: number): boolean {
    if (at >>> 0 !== at || length >>> 0 !== length || !(at + length <= bytes.length)) {
      throw new ConfigError('length', `there are no ${length} bytes from ${at}`);
    }
    if (length > this.maxLength) return false;
    const { laneBytes } = this.#shape;
    const size = entrySize(length);
    let entry = this.#next & (laneBytes - 1);
    const toEnd = laneBytes - entry;
    const padding = size > toEnd ? toEnd : 0;
    if (!this.#hasSpace(padding + size)) return false;
    const entries = this.#entries;
    if (padding > 0) {
      entries[entry >> 2] = PADDING;
      entry = 0;
    }
    const word = entry >> 2;
    entries[word] = length;
    entries[word + 1] = kind;
    entries[word + 2] = a;
    entries[word + 3] = b;
    this.#copy(entry + ENTRY_HEADER, bytes, at, length);
    this.#next = (this.#next + padding + size) | 0;
    return true;
  }

  /**
   * Gives everything that was written to the consumer, with one store, and wakes it if it sleeps. Throws WirechartError if
   * another producer has taken over the lane.
   */
  publish(): void {
    if (this.#next === this.#announced) return;
    this.publishQuietly();
    this.#announced = this.#next;
    const words = this.#words;
    // After the store: the consumer declares that it sleeps, and then looks for entries again.
    if (Atomics.load(words, SLEEPING) === Sleep.awake) return;
    Atomics.store(words, SLEEPING, Sleep.awake);
    Atomics.notify(words, SLEEPING);
  }

  /**
   * As `publish`, but a consumer that sleeps is woken by the next `publish` only: for what may wait, but must not be lost with
   * this thread.
   */
  publishQuietly(): void {
    if (this.#next === this.#published) return;
    const words = this.#words;
    if (Atomics.load(words, this.#tailAt + 1) !== this.#generation) throw ringTaken(`lane ${this.lane}`);
    Atomics.store(words, this.#tailAt, this.#next);
    this.#published = this.#next;
  }

  #hasSpace(size: number): boolean {
    const { laneBytes } = this.#shape;
    if (((this.#next - this.#head) | 0) + size <= laneBytes) return true;
    const head = Atomics.load(this.#words, this.#headAt);
    usedBytes(this.#shape, this.lane, head, this.#published);
    this.#head = head;
    return ((this.#next - head) | 0) + size <= laneBytes;
  }

  #copy(to: number, bytes: Uint8Array, at: number, length: number): void {
    const target = this.#bytes;
    if (length > SHORT) {
      target.set(bytes.subarray(at, at + length), to);
      return;
    }
    for (let index = 0; index < length; index++) target[to + index] = bytes[at + index] as number;
  }
}
