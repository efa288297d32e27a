// The messages of the bulk benchmarks; `bench/bulk/c/bulk.h` describes them.
import { createRequire } from 'node:module';
import process from 'node:process';

export const HEADER_BYTES = 8;
export const ACK_BYTES = 8;

/**
 * Name of the environment variable with the path of `bench/bulk/c/payload.c`, compiled: then all contenders write and check
 * messages by the same functions in C, and their times differ by the transport only.
 */
export const PAYLOAD_ADDON = 'WIRECHART_BENCH_PAYLOAD';

interface PayloadAddon {
  write(size: number, target: Uint8Array, at: number, count: number, number: number): number;
  check(
    size: number,
    source: Uint8Array,
    at: Int32Array,
    length: Int32Array,
    from: number,
    to: number,
    number: number,
  ): number;
}

/** Writes and checks messages of one size. */
export class Payload {
  readonly size: number;
  /** Whether the last message of all was checked. */
  hasEnded = false;
  readonly #table: Buffer;
  /** The bytes of a message behind its header, by the low byte of its number. */
  readonly #contents: readonly Buffer[];
  readonly #addon: PayloadAddon | undefined;

  /** `addon`: path of the compiled functions; without it JavaScript does their work. */
  constructor(size: number, addon = process.env[PAYLOAD_ADDON]) {
    this.size = size;
    this.#addon = addon === undefined ? undefined : (createRequire(import.meta.url)(addon) as PayloadAddon);
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

  /** Writes `count` messages from `number` on back to back, the first to `target[at, at + size)`. None is the last one. */
  writeMany(target: Buffer, at: number, count: number, number: number): void {
    const written = this.#addon?.write(this.size, target, at, count, number) ?? 0;
    for (let index = written; index < count; index++) this.write(target, at + index * this.size, number + index, false);
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
   * Checks every byte of the messages that the elements `from` to `to` of `at` and `length` describe, which should be those
   * from `number` on. Returns how many there are until the last one of all. Throws for a message that is lost, repeated or
   * wrong.
   */
  checkMany(source: Uint8Array, at: Int32Array, length: Int32Array, from: number, to: number, number: number): number {
    const right = this.#addon?.check(this.size, source, at, length, from, to, number) ?? 0;
    // What the addon does not know is the last message, or wrong.
    for (let index = from + right; index < to; index++) {
      this.hasEnded = this.check(source, at[index] as number, length[index] as number, number + index - from);
      if (this.hasEnded) return index + 1 - from;
    }
    return to - from;
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
