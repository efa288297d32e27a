// The messages of the bulk benchmarks; `bench/bulk/c/bulk.h` describes them.

export const HEADER_BYTES = 8;
export const ACK_BYTES = 8;

/** Writes and checks messages of one size. */
export class Payload {
  readonly size: number;
  readonly #table: Buffer;
  /** The bytes of a message behind its header, by the low byte of its number. */
  readonly #contents: readonly Buffer[];

  constructor(size: number) {
    this.size = size;
    this.#table = Buffer.alloc(size + 256);
    let state = 1;
    for (let index = 0; index < this.#table.length; index++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      this.#table[index] = state >>> 24;
    }
    this.#contents = Array.from({ length: 256 }, (_, start) =>
      this.#table.subarray(start, start + size - HEADER_BYTES),
    );
  }

  /** Writes message `number`, which may be the last one, to `target[at, at + size)`. */
  write(target: Buffer, at: number, number: number, isLast: boolean): void {
    target[at] = number;
    target[at + 1] = number >>> 8;
    target[at + 2] = number >>> 16;
    target[at + 3] = number >>> 24;
    target[at + 4] = isLast ? 1 : 0;
    target[at + 5] = 0;
    target[at + 6] = 0;
    target[at + 7] = 0;
    // Without a view of the target, which would be an allocation for each message.
    target.set(this.#contents[number & 0xff] as Buffer, at + HEADER_BYTES);
  }

  /**
   * Checks every byte of `source[at, at + length)`, which should be message `number`. Returns whether it is the last one.
   * Throws for a message that is lost, repeated or wrong.
   */
  check(source: Uint8Array, at: number, length: number, number: number): boolean {
    if (length !== this.size) throw new Error(`a message of ${length} bytes`);
    const actual = readUint32(source, at);
    if (actual !== number) throw new Error(`message ${actual} instead of ${number}: datagrams were lost`);
    const last = readUint32(source, at + 4);
    const start = number & 0xff;
    const end = start + length - HEADER_BYTES;
    if (last > 1 || this.#table.compare(source, at + HEADER_BYTES, at + length, start, end) !== 0) {
      throw new Error(`message ${actual} has wrong bytes`);
    }
    return last === 1;
  }
}

/** Without a Buffer for the bytes, which would be an allocation for each message. */
export function readUint32(source: Uint8Array, at: number): number {
  const low = (source[at] as number) | ((source[at + 1] as number) << 8);
  const high = (source[at + 2] as number) | ((source[at + 3] as number) << 8);
  return low + high * 65_536;
}
