import { WireError } from '../errors/wire-error.ts';

const EMPTY = new Uint8Array(0);
/** Where a bigint becomes eight bytes. */
const SCRATCH = new DataView(new ArrayBuffer(8));

/**
 * Writes into a buffer that belongs to the caller and never grows it. One writer serves many buffers through `reset`.
 * After a thrown WireError the bytes from `start` on are meaningless.
 *
 * What moves (`reserve`, `put`, lists) is checked against the range; `uint8` to `uint64` are given offsets that `reserve`
 * returned and numbers that fit, and check neither again. All numbers are big-endian.
 */
export class Writer {
  /** The whole buffer, not only the range being written. */
  bytes: Uint8Array = EMPTY;
  /** Where writing started. */
  start = 0;
  /** Offset of the next byte in `bytes`. */
  position = 0;
  /** Offset behind the last byte that may be written. */
  end = 0;

  /** Writes to `bytes[at, end)`. */
  constructor(bytes: Uint8Array = EMPTY, at = 0, end: number = bytes.length) {
    this.reset(bytes, at, end);
  }

  /**
   * Starts over with `bytes[at, end)`. Allocates nothing.
   * Throws RangeError for a range outside the array: a mistake of the caller.
   */
  reset(bytes: Uint8Array, at = 0, end: number = bytes.length): this {
    if (!(at >= 0 && at <= end && end <= bytes.length)) {
      throw new RangeError(`[${at}, ${end}) is not a range of ${bytes.length} bytes`);
    }
    this.bytes = bytes;
    this.start = at;
    this.position = at;
    this.end = end;
    return this;
  }

  /** Moves over `count` bytes and returns where they start. Throws ERR_WIRE_NO_SPACE, naming `field`. */
  reserve(count: number, field: string): number {
    const at = this.position;
    if (!(count >= 0 && count <= this.end - at)) {
      throw new WireError('ERR_WIRE_NO_SPACE', field, `needs ${count} bytes, ${this.end - at} are free`);
    }
    this.position = at + count;
    return at;
  }

  /** Copies `bytes`. Throws ERR_WIRE_NO_SPACE. */
  put(bytes: Uint8Array, field: string): void {
    this.bytes.set(bytes, this.reserve(bytes.length, field));
  }

  uint8(at: number, value: number): void {
    this.bytes[at] = value;
  }

  uint16(at: number, value: number): void {
    const { bytes } = this;
    bytes[at] = value >>> 8;
    bytes[at + 1] = value;
  }

  uint24(at: number, value: number): void {
    const { bytes } = this;
    bytes[at] = value >>> 16;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value;
  }

  uint32(at: number, value: number): void {
    const { bytes } = this;
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
  }

  uint48(at: number, value: number): void {
    this.uint16(at, Math.floor(value / 2 ** 32));
    this.uint32(at + 2, value);
  }

  uint64(at: number, value: bigint): void {
    SCRATCH.setBigUint64(0, value);
    this.uint32(at, SCRATCH.getUint32(0));
    this.uint32(at + 4, SCRATCH.getUint32(4));
  }

  /** Numbers of one byte each. Throws ERR_WIRE_NO_SPACE. */
  uint8List(values: readonly number[], field: string): void {
    const at = this.reserve(values.length, field);
    for (let i = 0; i < values.length; i++) this.uint8(at + i, values[i] as number);
  }

  /** Numbers of two bytes each. Throws ERR_WIRE_NO_SPACE. */
  uint16List(values: readonly number[], field: string): void {
    const at = this.reserve(values.length * 2, field);
    for (let i = 0; i < values.length; i++) this.uint16(at + i * 2, values[i] as number);
  }

  /** A view of what was written since `reset`. */
  get written(): Uint8Array {
    return this.bytes.subarray(this.start, this.position);
  }
}
