import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { SparseBytes } from './sparse-bytes.ts';

/** A handshake message put together again. `body` belongs to the caller. */
export interface HandshakeMessage {
  readonly type: number;
  readonly epoch: number;
  readonly body: Uint8Array;
}

/** What became of a fragment. */
export type FragmentResult =
  /** Kept, or part of what is next. */
  | 'kept'
  /** Its message was complete before: the peer repeats itself. */
  | 'repeated'
  /** Contradicts what is there, is too far ahead or more than can be kept now. */
  | 'unusable'
  /** Of a message that is longer than anything that is ever kept. */
  | 'oversized';

interface Slot {
  readonly type: number;
  readonly epoch: number;
  readonly bytes: SparseBytes;
  /** When its first fragment came, in the host's milliseconds. */
  readonly since: number;
}

/** Messages kept ahead of the next one: the longest flight of DTLS 1.3 has seven. */
const WINDOW = 8;
/**
 * Pieces of the next message that may lie apart, and as many of all messages ahead of it together: a peer that cuts finer
 * than this does not want a handshake.
 */
const MAX_RUNS = 64;

/**
 * Puts handshake messages together from fragments in any order, overlapping or not, and hands them out in
 * sequence; RFC 9147 section 5.5. Memory grows with what arrived and is given back when a message is handed out; the
 * lengths of all messages together are bounded by `maxBytes`.
 */
export class Reassembly {
  readonly #maxBytes: number;
  readonly #onResize: (bytes: number) => void;
  readonly #slots = new Map<number, Slot>();
  /** Sum of the lengths of all messages that have a slot. */
  #reserved = 0;
  /** Memory of all slots, in bytes. */
  #held = 0;
  #next = 0;

  /**
   * `maxBytes`: for all unfinished and waiting messages together. `resized` hears by how many bytes the memory held grew,
   * or shrank where it is negative.
   */
  constructor(maxBytes: number, onResize: (bytes: number) => void = () => {}) {
    this.#maxBytes = maxBytes;
    this.#onResize = onResize;
  }

  /** message_seq of the next message to hand out. */
  get next(): number {
    return this.#next;
  }

  /** When the oldest fragment came that still waits, in the host's milliseconds; undefined when none does. */
  get waitingSince(): number | undefined {
    if (this.#slots.size === 0) return undefined;
    let oldest: number | undefined;
    for (const { since } of this.#slots.values()) if (oldest === undefined || since < oldest) oldest = since;
    return oldest;
  }

  /** Whether something is missing before or between what is here, rather than behind it. */
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

  /** Messages before this one count as handed out. Only at the start. */
  setNextMessageSeq(messageSeq: number): void {
    this.#next = messageSeq;
  }

  /** Takes a fragment that came at `now`, in the host's milliseconds. Borrowed for the call. */
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
      slot = { type: msgType, epoch, bytes: new SparseBytes(length), since: now };
      this.#slots.set(messageSeq, slot);
      // A message stays within its epoch; RFC 9846 section 5.1.
    } else if (slot.type !== msgType || slot.epoch !== epoch || slot.bytes.length !== length) {
      return 'unusable';
    }
    const { bytes } = slot;
    if (bytes.complete) return 'kept';
    // What closes a gap is always welcome: with 64 of them open nothing else would ever do.
    if (!bytes.extendsRun(fragmentOffset, end) && !this.#hasRoomForRun(messageSeq)) return 'unusable';
    const previous = bytes.held;
    // Where fragments overlap the later copy wins: both are equally authentic, and the transcript decides.
    bytes.add(fragmentOffset, fragment.fragment);
    this.#resize(bytes.held - previous);
    return 'kept';
  }

  /** The next message in sequence, when it is complete. */
  take(): HandshakeMessage | undefined {
    const slot = this.#slots.get(this.#next);
    if (slot === undefined || !slot.bytes.complete) return undefined;
    this.#slots.delete(this.#next);
    this.#reserved -= slot.bytes.length;
    this.#resize(-slot.bytes.held);
    this.#next += 1;
    return { type: slot.type, epoch: slot.epoch, body: slot.bytes.whole };
  }

  /** Forgets everything that waits. */
  clear(): void {
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
