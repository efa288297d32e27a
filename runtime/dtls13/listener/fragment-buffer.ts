/** The received parts of incomplete messages, each in a slot of one buffer that is allocated once. */
export class FragmentBuffer {
  readonly #slotSize: number;
  readonly #bytes: Uint8Array;
  /** One bit for each received byte. */
  readonly #present: Uint32Array;
  readonly #wordsPerSlot: number;
  /** Bytes that each message lacks. */
  readonly #missing: Int32Array;

  /** `slotSize`: maximum of bytes in a message. */
  constructor(slots: number, slotSize: number) {
    this.#slotSize = slotSize;
    this.#bytes = new Uint8Array(slots * slotSize);
    this.#wordsPerSlot = (slotSize + 31) >>> 5;
    this.#present = new Uint32Array(slots * this.#wordsPerSlot);
    this.#missing = new Int32Array(slots);
  }

  /** Prepares the slot for a message of so many bytes. */
  begin(slot: number, length: number): void {
    const words = slot * this.#wordsPerSlot;
    this.#present.fill(0, words, words + this.#wordsPerSlot);
    this.#missing[slot] = length;
  }

  /** Whether all bytes of the piece that are already present are equal. */
  matches(slot: number, offset: number, piece: Uint8Array): boolean {
    const end = offset + piece.length;
    const words = slot * this.#wordsPerSlot;
    const bytes = slot * this.#slotSize;
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

  /** Adds a piece, which `matches`. False: all of its bytes were present. */
  add(slot: number, offset: number, piece: Uint8Array): boolean {
    this.#bytes.set(piece, slot * this.#slotSize + offset);
    const end = offset + piece.length;
    const words = slot * this.#wordsPerSlot;
    let fresh = 0;
    for (let at = offset & ~31; at < end; at += 32) {
      const word = words + (at >>> 5);
      const previous = this.#present[word] as number;
      const added = bits(at, offset, end) & ~previous;
      fresh += countBits(added);
      this.#present[word] = previous | added;
    }
    this.#missing[slot] = (this.#missing[slot] as number) - fresh;
    return fresh > 0;
  }

  isComplete(slot: number): boolean {
    return this.#missing[slot] === 0;
  }

  /** The first `length` bytes of the slot: a view, valid until the next `add`. */
  message(slot: number, length: number): Uint8Array {
    const at = slot * this.#slotSize;
    return this.#bytes.subarray(at, at + length);
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
