const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/**
 * HalfSipHash-2-4 with 32 bits of output: a short keyed hash that needs only 32-bit arithmetic, for hash tables whose
 * keys an attacker selects. Without the key an attacker cannot predict a bucket. It is not a message authentication
 * code.
 */
export class HalfSipHash {
  readonly #k0: number;
  readonly #k1: number;
  #v0 = 0;
  #v1 = 0;
  #v2 = 0;
  #v3 = 0;

  /** `key`: 8 unpredictable bytes. Copied. */
  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
    this.#k0 = view.getInt32(0, true);
    this.#k1 = view.getInt32(4, true);
  }

  /** The hash of `bytes[start, end)`: a signed 32-bit integer. Borrows `bytes` for the call and allocates nothing. */
  of(bytes: Uint8Array, start = 0, end = bytes.length): number {
    this.#v0 = this.#k0;
    this.#v1 = this.#k1;
    this.#v2 = 0x6c796765 ^ this.#k0;
    this.#v3 = 0x74656462 ^ this.#k1;
    const length = end - start;
    const whole = start + (length & ~3);
    for (let at = start; at < whole; at += 4) {
      this.#absorb(threeBytes(bytes, at, end) | ((bytes[at + 3] as number) << 24), 2);
    }
    // The last bytes, with the length in the top byte.
    this.#absorb(threeBytes(bytes, whole, end) | (length << 24), 2);
    this.#v2 ^= 0xff;
    this.#absorb(0, 4);
    return this.#v1 ^ this.#v3;
  }

  #absorb(word: number, rounds: number): void {
    let v0 = this.#v0;
    let v1 = this.#v1;
    let v2 = this.#v2;
    let v3 = this.#v3 ^ word;
    for (let round = 0; round < rounds; round++) {
      v0 = (v0 + v1) | 0;
      v1 = rotate(v1, 5) ^ v0;
      v0 = rotate(v0, 16);
      v2 = (v2 + v3) | 0;
      v3 = rotate(v3, 8) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = rotate(v3, 7) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = rotate(v1, 13) ^ v2;
      v2 = rotate(v2, 16);
    }
    this.#v0 = v0 ^ word;
    this.#v1 = v1;
    this.#v2 = v2;
    this.#v3 = v3;
  }
}

/** Little endian; zero from `end` on. */
function threeBytes(bytes: Uint8Array, at: number, end: number): number {
  const b0 = at < end ? (bytes[at] as number) : 0;
  const b1 = at + 1 < end ? (bytes[at + 1] as number) : 0;
  const b2 = at + 2 < end ? (bytes[at + 2] as number) : 0;
  return b0 | (b1 << 8) | (b2 << 16);
}
