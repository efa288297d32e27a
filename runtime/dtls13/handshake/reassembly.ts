import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { ByteRanges } from './byte-ranges.ts';

/** A handshake message put together again. `body` belongs to the caller. */
export interface HandshakeMessage {
  readonly type: number;
  readonly epoch: number;
  readonly body: Uint8Array;
}

/** What became of a fragment. */
export type Reception =
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
  readonly body: Uint8Array;
  readonly received: ByteRanges;
}

/** Messages kept ahead of the next one: the longest flight of DTLS 1.3 has seven. */
const WINDOW = 8;
/** Pieces of one message that may lie apart: a peer that cuts finer than this is not after a handshake. */
const MAX_RANGES = 64;

/**
 * Puts handshake messages together from fragments in any order, overlapping or not, and hands them out in
 * sequence; RFC 9147 section 5.5. What a peer can make it keep is bounded by `maxBytes`.
 */
export class Reassembly {
  readonly #maxBytes: number;
  readonly #slots = new Map<number, Slot>();
  #bytes = 0;
  #next = 0;

  /** `maxBytes`: for all unfinished and waiting messages together. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** message_seq of the next message to hand out. */
  get next(): number {
    return this.#next;
  }

  /** Whether something is missing before or between what is here, rather than behind it. */
  get hasGap(): boolean {
    let whole = true;
    let ahead = this.#slots.size;
    for (let sequence = this.#next; ahead > 0; sequence++) {
      const slot = this.#slots.get(sequence);
      if (slot === undefined || !whole) return true;
      const { received, body } = slot;
      if (received.count > 1 || (received.count === 1 && received.gapStart(0, 1) === 0)) return true;
      whole = received.covers(body.length);
      ahead -= 1;
    }
    return false;
  }

  /** Messages before this one count as handed out. Only at the start. */
  startAt(messageSeq: number): void {
    this.#next = messageSeq;
  }

  add(fragment: Handshake, epoch: number): Reception {
    const { messageSeq, length, fragmentOffset, msgType } = fragment;
    if (messageSeq < this.#next) return 'repeated';
    if (messageSeq >= this.#next + WINDOW) return 'unusable';
    const end = fragmentOffset + fragment.fragment.length;
    if (end > length) return 'unusable';
    let slot = this.#slots.get(messageSeq);
    if (slot === undefined) {
      if (length > this.#maxBytes) return 'oversized';
      if (this.#bytes + length > this.#maxBytes) return 'unusable';
      this.#bytes += length;
      slot = { type: msgType, epoch, body: new Uint8Array(length), received: new ByteRanges() };
      this.#slots.set(messageSeq, slot);
      // A message stays within its epoch; RFC 9846 section 5.1.
    } else if (slot.type !== msgType || slot.epoch !== epoch || slot.body.length !== length) {
      return 'unusable';
    }
    if (slot.received.covers(length)) return 'kept';
    // What closes a gap is always welcome: with 64 of them open nothing else would ever do.
    const isApart = !slot.received.touches(fragmentOffset, end);
    if (isApart && slot.received.count >= MAX_RANGES) return 'unusable';
    // Where fragments overlap the later copy wins: both are equally authentic, and the transcript decides.
    slot.body.set(fragment.fragment, fragmentOffset);
    slot.received.add(fragmentOffset, end);
    return 'kept';
  }

  /** The next message in sequence, when it is complete. */
  take(): HandshakeMessage | undefined {
    const slot = this.#slots.get(this.#next);
    if (slot === undefined || !slot.received.covers(slot.body.length)) return undefined;
    this.#slots.delete(this.#next);
    this.#bytes -= slot.body.length;
    this.#next += 1;
    return slot;
  }
}
