import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { Counters } from '../statistics.ts';
import { HalfSipHash } from './half-sip-hash.ts';
import { PrefixShares } from './prefix-shares.ts';
import type { SourcePrefix } from './source-prefix.ts';

/** No slot. */
const NONE = -1;
/** Length of an unused slot. */
const FREE = -1;
/** At least 16 bytes of IPv6, a port and the name of a network interface. Further bytes do not distinguish clients. */
const ADDRESS_BYTES = 40;
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
  readonly #hash: HalfSipHash;
  readonly #counters: Counters;
  readonly #bytes: Uint8Array;
  /** One bit for each received byte. */
  readonly #present: Uint32Array;
  readonly #wordsPerSlot: number;
  readonly #addresses: Uint8Array;
  readonly #addressLengths: Int32Array;
  readonly #hashes: Int32Array;
  readonly #messageSeqs: Int32Array;
  readonly #lengths: Int32Array;
  readonly #missing: Int32Array;
  /** When the last fragment arrived, new or not. */
  readonly #lastReceivedAt: Float64Array;
  /** The highest record number of its fragments. */
  readonly #sequences: Float64Array;
  /** Newest slot of each bucket of the hash table, and the next older slot of the same bucket. */
  readonly #buckets: Int32Array;
  readonly #next: Int32Array;
  /** All slots, ordered by the age of their last new fragment. */
  readonly #newer: Int32Array;
  readonly #older: Int32Array;
  #newest: number;
  #oldest: number;
  readonly #prefixes: SourcePrefix;
  /** The slots in use. */
  readonly #shares: PrefixShares<number>;
  readonly #guaranteedSlots: number;

  /** Allocates about `slots * (1.13 * maxHelloSize + 100)` bytes, once. */
  constructor({ slots, maxHelloSize, hashKey, prefixes }: ClientHelloReassemblyOptions, counters: Counters) {
    this.#prefixes = prefixes;
    this.#shares = new PrefixShares(slots, { samePrefix: 0, otherPrefixes: 0 });
    this.#guaranteedSlots = Math.max(2, Math.floor(slots * GUARANTEED_FRACTION));
    this.#maxHelloSize = maxHelloSize;
    this.#hash = new HalfSipHash(hashKey);
    this.#counters = counters;
    this.#bytes = new Uint8Array(slots * maxHelloSize);
    this.#wordsPerSlot = (maxHelloSize + 31) >>> 5;
    this.#present = new Uint32Array(slots * this.#wordsPerSlot);
    this.#addresses = new Uint8Array(slots * ADDRESS_BYTES);
    this.#addressLengths = new Int32Array(slots);
    this.#hashes = new Int32Array(slots);
    this.#messageSeqs = new Int32Array(slots);
    this.#lengths = new Int32Array(slots).fill(FREE);
    this.#missing = new Int32Array(slots);
    this.#lastReceivedAt = new Float64Array(slots);
    this.#sequences = new Float64Array(slots);
    this.#buckets = new Int32Array(2 ** Math.ceil(Math.log2(2 * slots))).fill(NONE);
    this.#next = new Int32Array(slots).fill(NONE);
    this.#newer = Int32Array.from({ length: slots }, (_, slot) => slot - 1);
    this.#older = Int32Array.from({ length: slots }, (_, slot) => (slot + 1 < slots ? slot + 1 : NONE));
    this.#newest = 0;
    this.#oldest = slots - 1;
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
    this.#bytes.set(piece, slot * this.#maxHelloSize + fragmentOffset);
    this.#mark(slot, fragmentOffset, fragmentOffset + piece.length, now);
    this.#lastReceivedAt[slot] = now;
    this.#sequences[slot] = Math.max(this.#sequences[slot] as number, sequence);
    if (this.#missing[slot] !== 0) return undefined;
    this.#release(slot);
    const at = slot * this.#maxHelloSize;
    return this.#bytes.subarray(at, at + length);
  }

  /** Length of the newest first ClientHello from `address` that is incomplete; undefined: there is none. */
  incompleteLength(address: Uint8Array, now: number): number | undefined {
    const hash = this.#hash.of(address);
    for (let slot = this.#bucket(hash); slot !== NONE; slot = this.#next[slot] as number) {
      if (this.#messageSeqs[slot] !== 0 || !this.#hasAddress(slot, hash, address)) continue;
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
    const hash = this.#hash.of(address);
    let variants = 0;
    let last = NONE;
    for (let slot = this.#bucket(hash); slot !== NONE; slot = this.#next[slot] as number) {
      if (this.#messageSeqs[slot] !== messageSeq || !this.#hasAddress(slot, hash, address)) continue;
      const age = now - (this.#lastReceivedAt[slot] as number);
      const isCurrent = age <= (sequence < (this.#sequences[slot] as number) ? MAX_DISORDER : MAX_AGE);
      if (isCurrent && this.#lengths[slot] === length && this.#matches(slot, offset, piece)) return slot;
      variants += 1;
      last = slot;
    }
    const slot = variants < MAX_VARIANTS ? this.#availableSlot : last;
    if (this.#lengths[slot] !== FREE) {
      this.#counters.discarded.partialHello += 1;
      this.#release(slot);
    }
    this.#use(slot, hash, address, messageSeq, length);
    this.#shares.add(slot, this.#prefixes.of(address), now);
    return slot;
  }

  /** An unused slot, or the one that another message loses. */
  get #availableSlot(): number {
    if (this.#lengths[this.#oldest] === FREE) return this.#oldest;
    return this.#shares.oldestOfLargestPrefix(this.#guaranteedSlots) ?? this.#oldest;
  }

  #use(slot: number, hash: number, address: Uint8Array, messageSeq: number, length: number): void {
    const at = slot * ADDRESS_BYTES;
    const kept = Math.min(address.length, ADDRESS_BYTES);
    for (let index = 0; index < kept; index++) this.#addresses[at + index] = address[index] as number;
    this.#addressLengths[slot] = address.length;
    this.#hashes[slot] = hash;
    this.#messageSeqs[slot] = messageSeq;
    this.#lengths[slot] = length;
    this.#missing[slot] = length;
    this.#sequences[slot] = 0;
    const words = slot * this.#wordsPerSlot;
    this.#present.fill(0, words, words + this.#wordsPerSlot);
    const bucket = hash & (this.#buckets.length - 1);
    this.#next[slot] = this.#buckets[bucket] as number;
    this.#buckets[bucket] = slot;
  }

  /** Makes the slot the first to be reused. Its bytes remain until then. */
  #release(slot: number): void {
    this.#lengths[slot] = FREE;
    this.#shares.remove(slot);
    const hash = this.#hashes[slot] as number;
    const next = this.#next[slot] as number;
    let at = this.#bucket(hash);
    if (at === slot) {
      this.#buckets[hash & (this.#buckets.length - 1)] = next;
    } else {
      while (this.#next[at] !== slot) at = this.#next[at] as number;
      this.#next[at] = next;
    }
    if (slot === this.#oldest) return;
    this.#unlink(slot);
    this.#newer[slot] = this.#oldest;
    this.#older[slot] = NONE;
    this.#older[this.#oldest] = slot;
    this.#oldest = slot;
  }

  /** Makes the slot the newest, after it received new bytes. */
  #moveToNewest(slot: number): void {
    if (slot === this.#newest) return;
    this.#unlink(slot);
    this.#older[slot] = this.#newest;
    this.#newer[slot] = NONE;
    this.#newer[this.#newest] = slot;
    this.#newest = slot;
  }

  #unlink(slot: number): void {
    const newer = this.#newer[slot] as number;
    const older = this.#older[slot] as number;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
    if (older === NONE) this.#oldest = newer;
    else this.#newer[older] = newer;
  }

  #bucket(hash: number): number {
    return this.#buckets[hash & (this.#buckets.length - 1)] as number;
  }

  #hasAddress(slot: number, hash: number, address: Uint8Array): boolean {
    if (this.#hashes[slot] !== hash || this.#addressLengths[slot] !== address.length) return false;
    const at = slot * ADDRESS_BYTES;
    const kept = Math.min(address.length, ADDRESS_BYTES);
    for (let index = 0; index < kept; index++) {
      if (this.#addresses[at + index] !== address[index]) return false;
    }
    return true;
  }

  /** Whether all common bytes are equal. */
  #matches(slot: number, offset: number, piece: Uint8Array): boolean {
    const end = offset + piece.length;
    const words = slot * this.#wordsPerSlot;
    const bytes = slot * this.#maxHelloSize;
    for (let at = offset & ~31; at < end; at += 32) {
      let common = (this.#present[words + (at >>> 5)] as number) & bits(at, offset, end);
      while (common !== 0) {
        const index = at + 31 - Math.clz32(common);
        if (this.#bytes[bytes + index] !== piece[index - offset]) return false;
        common &= ~(1 << (index - at));
      }
    }
    return true;
  }

  #mark(slot: number, from: number, to: number, now: number): void {
    const words = slot * this.#wordsPerSlot;
    let fresh = 0;
    for (let at = from & ~31; at < to; at += 32) {
      const word = words + (at >>> 5);
      const previous = this.#present[word] as number;
      const added = bits(at, from, to) & ~previous;
      fresh += countBits(added);
      this.#present[word] = previous | added;
    }
    if (fresh === 0) return;
    this.#missing[slot] = (this.#missing[slot] as number) - fresh;
    this.#shares.refresh(slot, now);
    this.#moveToNewest(slot);
  }
}

/** Bit mask of those of the 32 bytes from `at` that are in `[from, to)`. */
function bits(at: number, from: number, to: number): number {
  const low = from > at ? -1 << (from - at) : -1;
  const high = to < at + 32 ? ~(-1 << (to - at)) : -1;
  return low & high;
}

function countBits(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  count = (count + (count >>> 4)) & 0x0f0f0f0f;
  return Math.imul(count, 0x01010101) >>> 24;
}
