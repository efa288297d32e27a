import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { NO_SLOT } from '../../slab/columns.ts';
import type { Counters } from '../statistics.ts';
import { FragmentBuffer } from './fragment-buffer.ts';
import { PrefixShares } from './prefix-shares.ts';
import { SlotAddressTable } from './slot-address-table.ts';
import { SlotOrder } from './slot-order.ts';
import type { SourcePrefix } from './source-prefix.ts';

/** Length of an unused slot. */
const FREE = -1;
/**
 * Maximum of slots for one message of one client. More than one, so that a forged fragment that arrives first does not
 * exclude the authentic ones; few, so that one address can neither fill the buffer nor cause many comparisons.
 */
const MAX_VARIANTS = 4;
/**
 * Milliseconds for which a message waits after its last fragment. On a lossy path only the fragments of several
 * attempts complete a message. Clients retransmit after up to 60 s (RFC 9147 section 5.8.2), so the time covers two
 * such intervals: one attempt may be lost completely. An older message may belong to an abandoned attempt, which must
 * not be mixed with a new one from the same address.
 */
const MAX_AGE = 125_000;
/**
 * Milliseconds after which datagrams no longer arrive out of order. A fragment in a record with a lower number than a
 * record of that age belongs to a new client that restarted its numbers, not to the same message.
 */
const MAX_DISORDER = 250;
/**
 * Fraction of the slots that each prefix keeps while others need slots. Source addresses can be forged: an attacker
 * that uses the prefix of a client must not thereby take the client's slots.
 */
const GUARANTEED_FRACTION = 1 / 128;

/** Parameters of the buffer. */
export interface ClientHelloReassemblyOptions {
  /** At least 2. */
  readonly slots: number;
  /** Bytes. */
  readonly maxHelloSize: number;
  /** 8 unpredictable bytes. */
  readonly hashKey: Uint8Array;
  readonly prefixes: SourcePrefix;
}

/**
 * Reassembles ClientHellos from fragments in any order, overlapping or not, before a connection exists; RFC 9147
 * section 5.5.
 *
 * All clients share one buffer that is allocated once: `slots` messages of at most `maxHelloSize` bytes. A fragment
 * that needs a slot takes the oldest slot of the prefix with the most slots, if these exceed a small fraction of all;
 * otherwise the slot that waited longest for a fragment. So a flood uses no additional memory, attackers with real
 * addresses take slots from each other, and during a flood from forged addresses an honest client completes its message
 * if its datagrams arrive before `slots` other messages start.
 *
 * Fragments are not authentic. A fragment that contradicts a slot (total length, or any common byte) does not change
 * it: the first value remains, and the fragment gets another slot. Bytes that an attacker sends with the client's
 * address for the gap between two true fragments, without a contradiction to the first, corrupt the message, and this
 * attempt fails. Such an attacker can also send a complete forged ClientHello.
 */
export class ClientHelloReassembly {
  readonly #maxHelloSize: number;
  readonly #counters: Counters;
  readonly #fragments: FragmentBuffer;
  readonly #addresses: SlotAddressTable;
  /** All slots by the age of their last new fragment, unused ones last. */
  readonly #order: SlotOrder;
  readonly #messageSeqs: Int32Array;
  readonly #lengths: Int32Array;
  /** When the last fragment arrived, new or not. */
  readonly #lastReceivedAt: Float64Array;
  /** The highest record number of its fragments. */
  readonly #sequences: Float64Array;
  readonly #prefixes: SourcePrefix;
  /** The slots in use. */
  readonly #shares: PrefixShares;
  readonly #guaranteedSlots: number;

  /** Allocates about `slots * (1.13 * maxHelloSize + 100)` bytes, once. */
  constructor({ slots, maxHelloSize, hashKey, prefixes }: ClientHelloReassemblyOptions, counters: Counters) {
    this.#maxHelloSize = maxHelloSize;
    this.#counters = counters;
    this.#fragments = new FragmentBuffer(slots, maxHelloSize);
    this.#addresses = new SlotAddressTable(slots, hashKey);
    this.#order = new SlotOrder(slots);
    this.#messageSeqs = new Int32Array(slots);
    this.#lengths = new Int32Array(slots).fill(FREE);
    this.#lastReceivedAt = new Float64Array(slots);
    this.#sequences = new Float64Array(slots);
    this.#prefixes = prefixes;
    this.#shares = new PrefixShares(slots, { samePrefix: 0, otherPrefixes: 0 });
    this.#guaranteedSlots = Math.max(2, Math.floor(slots * GUARANTEED_FRACTION));
  }

  /**
   * Adds a fragment of a ClientHello from `address`, from the record numbered `sequence`; both arrays are borrowed for
   * the call. Returns the complete message: a view into the fragment or the buffer, valid until the next call.
   */
  add(address: Uint8Array, fragment: Handshake, sequence: number, now: number): Uint8Array | undefined {
    const { discarded } = this.#counters;
    const { messageSeq, length, fragmentOffset, fragment: piece } = fragment;
    if (fragmentOffset + piece.length > length) {
      discarded.unusableFragment += 1;
      return undefined;
    }
    if (length > this.#maxHelloSize) {
      discarded.oversizedHello += 1;
      return undefined;
    }
    // An unfragmented ClientHello, as from every client without post-quantum key shares, needs no slot.
    if (piece.length === length) return piece;
    if (piece.length === 0) {
      discarded.unusableFragment += 1;
      return undefined;
    }
    const slot = this.#slotFor(address, messageSeq, length, fragmentOffset, piece, sequence, now);
    if (this.#fragments.add(slot, fragmentOffset, piece)) {
      this.#shares.refresh(slot, now);
      this.#order.moveToNewest(slot);
    }
    this.#lastReceivedAt[slot] = now;
    this.#sequences[slot] = Math.max(this.#sequences[slot] as number, sequence);
    if (!this.#fragments.isComplete(slot)) return undefined;
    this.#release(slot);
    return this.#fragments.message(slot, length);
  }

  /** Length of the newest first ClientHello from `address` that is incomplete; undefined: there is none. */
  incompleteLength(address: Uint8Array, now: number): number | undefined {
    const table = this.#addresses;
    const hash = table.hashOf(address);
    for (let slot = table.first(address, hash); slot !== NO_SLOT; slot = table.next(slot, address, hash)) {
      if (this.#messageSeqs[slot] !== 0) continue;
      if (now - (this.#lastReceivedAt[slot] as number) <= MAX_AGE) return this.#lengths[slot];
    }
    return undefined;
  }

  /** The slot of the message that the fragment belongs to, or a new one. */
  #slotFor(
    address: Uint8Array,
    messageSeq: number,
    length: number,
    offset: number,
    piece: Uint8Array,
    sequence: number,
    now: number,
  ): number {
    const table = this.#addresses;
    const hash = table.hashOf(address);
    let variants = 0;
    let last = NO_SLOT;
    for (let slot = table.first(address, hash); slot !== NO_SLOT; slot = table.next(slot, address, hash)) {
      if (this.#messageSeqs[slot] !== messageSeq) continue;
      const age = now - (this.#lastReceivedAt[slot] as number);
      const isCurrent = age <= (sequence < (this.#sequences[slot] as number) ? MAX_DISORDER : MAX_AGE);
      if (isCurrent && this.#lengths[slot] === length && this.#fragments.matches(slot, offset, piece)) return slot;
      variants += 1;
      last = slot;
    }
    const slot = variants < MAX_VARIANTS ? this.#availableSlot : last;
    if (this.#lengths[slot] !== FREE) {
      this.#counters.discarded.partialHello += 1;
      this.#release(slot);
    }
    table.add(slot, address, hash);
    this.#messageSeqs[slot] = messageSeq;
    this.#lengths[slot] = length;
    this.#sequences[slot] = 0;
    this.#fragments.begin(slot, length);
    this.#shares.add(slot, this.#prefixes.of(address), now);
    return slot;
  }

  /** An unused slot, or the one that another message loses. */
  get #availableSlot(): number {
    const { oldest } = this.#order;
    if (this.#lengths[oldest] === FREE) return oldest;
    const crowding = this.#shares.oldestOfLargestPrefix(this.#guaranteedSlots);
    return crowding === NO_SLOT ? oldest : crowding;
  }

  /** Makes the slot the first to be reused. Its bytes remain until then. */
  #release(slot: number): void {
    this.#lengths[slot] = FREE;
    this.#shares.remove(slot);
    this.#addresses.remove(slot);
    this.#order.moveToOldest(slot);
  }
}
