import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { BufferPool } from '../../slab/buffer-pool.ts';
import { SparseBytes } from './sparse-bytes.ts';

/** A reassembled handshake message. `body` belongs to the caller. */
export interface HandshakeMessage {
  readonly type: number;
  readonly epoch: number;
  readonly body: Uint8Array;
}

/** The result for a fragment. */
export type FragmentResult =
  /** Kept, or a part of the next message. */
  | 'kept'
  /** Its message was complete before: the peer retransmits. */
  | 'repeated'
  /** It contradicts an earlier fragment, is too far ahead, or exceeds the memory that is left. */
  | 'unusable'
  /** It has another value for a byte that was received before. */
  | 'changed'
  /** Its message is longer than the limit. */
  | 'oversized';

interface Slot {
  readonly type: number;
  readonly epoch: number;
  readonly bytes: SparseBytes;
  /** When its first fragment arrived, in the host's milliseconds. */
  readonly since: number;
}

/** Messages kept ahead of the next one: the longest flight of DTLS 1.3 has seven. */
const WINDOW = 8;
/**
 * Maximum of separate runs in the next message, and in all later messages together. No useful fragmentation exceeds it.
 */
const MAX_RUNS = 256;

/**
 * Reassembles handshake messages from fragments in any order, overlapping or not, and returns them in sequence; RFC
 * 9147 section 5.5. Memory grows with the received bytes and is released when a message is taken; `maxBytes` limits the
 * sum of the lengths of all messages.
 */
export class Reassembly {
  readonly #maxBytes: number;
  readonly #onResize: (bytes: number) => void;
  readonly #pool: BufferPool | undefined;
  readonly #slots = new Map<number, Slot>();
  /** Sum of the lengths of all messages that have a slot. */
  #reserved = 0;
  /** Memory of all slots, in bytes. */
  #held = 0;
  #next = 0;

  /**
   * `maxBytes`: limit for all incomplete and waiting messages. `onResize` receives the change of memory in bytes;
   * negative: it shrank. `pool`: see `SparseBytes`.
   */
  constructor(maxBytes: number, onResize: (bytes: number) => void = () => {}, pool?: BufferPool) {
    this.#pool = pool;
    this.#maxBytes = maxBytes;
    this.#onResize = onResize;
  }

  /** message_seq of the next message in sequence. */
  get next(): number {
    return this.#next;
  }

  /** When the oldest waiting fragment arrived, in the host's milliseconds; undefined: none waits. */
  get waitingSince(): number | undefined {
    if (this.#slots.size === 0) return undefined;
    let oldest: number | undefined;
    for (const { since } of this.#slots.values()) if (oldest === undefined || since < oldest) oldest = since;
    return oldest;
  }

  /** Whether bytes are missing before or between the received ones. */
  get hasGap(): boolean {
    let whole = true;
    let ahead = this.#slots.size;
    for (let sequence = this.#next; ahead > 0; sequence++) {
      const slot = this.#slots.get(sequence);
      if (slot === undefined || !whole || slot.bytes.hasGap) return true;
      whole = slot.bytes.complete;
      ahead -= 1;
    }
    return false;
  }

  /** Messages with a lower message_seq count as taken. Only before the first fragment. */
  setNextMessageSeq(messageSeq: number): void {
    this.#next = messageSeq;
  }

  /** Adds a fragment that arrived at `now`, in the host's milliseconds. Borrowed for the call. */
  add(fragment: Handshake, epoch: number, now: number): FragmentResult {
    const { messageSeq, length, fragmentOffset, msgType } = fragment;
    if (messageSeq < this.#next) return 'repeated';
    if (messageSeq >= this.#next + WINDOW) return 'unusable';
    const end = fragmentOffset + fragment.fragment.length;
    if (end > length) return 'unusable';
    let slot = this.#slots.get(messageSeq);
    if (slot === undefined) {
      if (length > this.#maxBytes) return 'oversized';
      if (this.#reserved + length > this.#maxBytes) return 'unusable';
      if (!this.#hasRoomForRun(messageSeq)) return 'unusable';
      this.#reserved += length;
      slot = { type: msgType, epoch, bytes: new SparseBytes(length, this.#pool), since: now };
      this.#slots.set(messageSeq, slot);
      // A message must not span epochs; RFC 9846 section 5.1.
    } else if (slot.type !== msgType || slot.epoch !== epoch || slot.bytes.length !== length) {
      return 'unusable';
    }
    const { bytes } = slot;
    if (bytes.matchingBytes(fragmentOffset, fragment.fragment) === undefined) return 'changed';
    if (bytes.complete) return 'kept';
    // A fragment that extends a run is accepted even at the limit: it is the only way to close one of 256 gaps.
    if (!bytes.extendsRun(fragmentOffset, end) && !this.#hasRoomForRun(messageSeq)) return 'unusable';
    const previous = bytes.held;
    bytes.add(fragmentOffset, fragment.fragment);
    this.#resize(bytes.held - previous);
    return 'kept';
  }

  /** The next message in sequence, if it is complete. */
  take(): HandshakeMessage | undefined {
    const slot = this.#slots.get(this.#next);
    if (slot === undefined || !slot.bytes.complete) return undefined;
    this.#slots.delete(this.#next);
    this.#reserved -= slot.bytes.length;
    this.#resize(-slot.bytes.held);
    this.#next += 1;
    return { type: slot.type, epoch: slot.epoch, body: slot.bytes.take() };
  }

  /** Drops all waiting messages. */
  clear(): void {
    for (const { bytes } of this.#slots.values()) bytes.clear();
    this.#slots.clear();
    this.#reserved = 0;
    this.#resize(-this.#held);
  }

  #hasRoomForRun(messageSeq: number): boolean {
    const current = this.#slots.get(this.#next)?.bytes.runs ?? 0;
    if (messageSeq === this.#next) return current < MAX_RUNS;
    let ahead = -current;
    for (const { bytes } of this.#slots.values()) ahead += bytes.runs;
    return ahead < MAX_RUNS;
  }

  #resize(bytes: number): void {
    if (bytes === 0) return;
    this.#held += bytes;
    this.#onResize(bytes);
  }
}
