import { checkInteger } from '../errors/option-checks.ts';
import {
  CONSUMERS,
  corruptRing,
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

/**
 * Gets a datagram: `length` bytes of `memory` from `at`, valid for the call. They are shared memory, which functions of the
 * platform may refuse, and which a faulty producer may still change: copy first what is checked and then used.
 */
export type EntryHandler = (kind: number, a: number, b: number, memory: Uint8Array, at: number, length: number) => void;

/**
 * How often `wait` looks for entries before it sleeps: some microseconds, as long as to sleep and to be woken takes, which
 * also costs the producer a system call for each batch.
 */
const LOOKS = 2000;

/** What the consumer knows of one lane. */
interface Lane {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly entries: Int32Array;
  readonly tailAt: number;
  readonly headAt: number;
  head: number;
  /** Its memory was corrupt: it is not read any more. */
  corrupt: boolean;
}

/** Reads the datagrams of all lanes of a ring. Belongs to one thread. */
export class RingConsumer {
  readonly #shape: RingShape;
  readonly #words: Int32Array;
  readonly #lanes: readonly Lane[];
  readonly #generation: number;
  /** The lane that the next `read` starts with. */
  #first = 0;
  #reading = false;

  constructor(memory: SharedArrayBuffer, shape: RingShape) {
    this.#shape = shape;
    this.#words = new Int32Array(memory);
    this.#lanes = Array.from({ length: shape.lanes }, (_, number) => {
      const at = entriesAt(shape, number);
      const headAt = headOf(number);
      return {
        number,
        bytes: new Uint8Array(memory, at, shape.laneBytes),
        entries: new Int32Array(memory, at, shape.laneBytes / 4),
        tailAt: tailOf(number),
        headAt,
        head: Atomics.load(this.#words, headAt),
        corrupt: false,
      };
    });
    this.#generation = Atomics.add(this.#words, CONSUMERS, 1) + 1;
  }

  /** Whether a producer has published what was not read yet. */
  get hasEntries(): boolean {
    for (const lane of this.#lanes) {
      if (!lane.corrupt && Atomics.load(this.#words, lane.tailAt) !== lane.head) return true;
    }
    return false;
  }

  /**
   * Calls the handler for at most `most` datagrams and returns their number. The space of a lane is released with one store
   * after its part of the batch. A batch starts with another lane than the one before, so that no producer keeps the others
   * waiting. Inside the handler it returns 0.
   *
   * What the handler throws ends the batch, without the datagram that it was called for. Throws WirechartError if a lane
   * is corrupt: once, and that lane is not read any more; and if another consumer has taken over the ring.
   *
   * A thread that terminates a producer calls `wake` afterwards: the producer may have published and not notified.
   */
  read(handler: EntryHandler, most: number): number {
    checkInteger('most', most, { min: 1, max: 2 ** 31 - 1 });
    if (this.#reading) return 0;
    if (Atomics.load(this.#words, CONSUMERS) !== this.#generation) throw ringTaken('ring as its consumer');
    const first = this.#first;
    const count = this.#lanes.length;
    this.#first = first + 1 === count ? 0 : first + 1;
    this.#reading = true;
    try {
      let read = 0;
      for (let turn = 0; turn < count && read < most; turn++) {
        read += this.#readLane(this.#lanes[(first + turn) % count] as Lane, handler, most - read);
      }
      return read;
    } finally {
      this.#reading = false;
    }
  }

  /**
   * Blocks the thread until there are entries, at most `timeout` milliseconds. Whether there are. A browser does not permit
   * it in the main thread.
   */
  wait(timeout: number): boolean {
    for (let look = 0; look < LOOKS; look++) {
      if (this.hasEntries) return true;
    }
    if (this.#sleep()) {
      Atomics.wait(this.#words, SLEEPING, Sleep.asleep, timeout);
      // Also the promise of an earlier `ready`: producers no longer see that the consumer sleeps.
      this.wake();
    }
    return this.hasEntries;
  }

  /**
   * For a thread with an event loop: a promise that is fulfilled when there are entries, or when `wake` is called; undefined
   * if there are some now. It does not keep the process alive.
   */
  ready(): Promise<unknown> | undefined {
    if (!this.#sleep()) return undefined;
    const { async: isAsync, value } = Atomics.waitAsync(this.#words, SLEEPING, Sleep.asleep);
    return isAsync ? value : undefined;
  }

  /** Ends `wait` and `ready` as if there were entries. Any thread may call it. */
  wake(): void {
    Atomics.store(this.#words, SLEEPING, Sleep.awake);
    Atomics.notify(this.#words, SLEEPING);
  }

  /** Declares that the consumer sleeps, unless there are entries. Whether it may sleep. */
  #sleep(): boolean {
    if (this.hasEntries) return false;
    Atomics.store(this.#words, SLEEPING, Sleep.asleep);
    // Again: a producer that published before the store did not see that it has to wake the consumer.
    if (!this.hasEntries) return true;
    this.wake();
    return false;
  }

  #readLane(lane: Lane, handler: EntryHandler, most: number): number {
    if (lane.corrupt) return 0;
    const used = this.#usedBytes(lane);
    if (used === 0) return 0;
    const { bytes, entries } = lane;
    const { laneBytes } = this.#shape;
    const end = (lane.head + used) | 0;
    let head = lane.head;
    let read = 0;
    try {
      while (head !== end && read < most) {
        const available = (end - head) | 0;
        const entry = head & (laneBytes - 1);
        const word = entry >> 2;
        // Read once: a faulty producer may change it after the check.
        const length = entries[word] as number;
        const space = Math.min(available, laneBytes - entry);
        // Before it is rounded up, which overflows for the longest.
        if (length < PADDING || length > space) throw this.#corrupt(lane, entry);
        const size = length === PADDING ? laneBytes - entry : entrySize(length);
        if (size > space) throw this.#corrupt(lane, entry);
        head = (head + size) | 0;
        if (length === PADDING) continue;
        read++;
        handler(
          (entries[word + 1] as number) >>> 0,
          (entries[word + 2] as number) >>> 0,
          (entries[word + 3] as number) >>> 0,
          bytes,
          entry + ENTRY_HEADER,
          length,
        );
      }
    } finally {
      lane.head = head;
      Atomics.store(this.#words, lane.headAt, head);
    }
    return read;
  }

  #usedBytes(lane: Lane): number {
    try {
      return usedBytes(this.#shape, lane.number, lane.head, Atomics.load(this.#words, lane.tailAt));
    } catch (error) {
      lane.corrupt = true;
      throw error;
    }
  }

  #corrupt(lane: Lane, entry: number): Error {
    lane.corrupt = true;
    return corruptRing(`lane ${lane.number} has no entry at byte ${entry}`);
  }
}
