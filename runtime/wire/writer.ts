import { ConfigError } from '../errors/config-error.ts';
import { WireError } from '../errors/wire-error.ts';

const EMPTY = new Uint8Array(0);
/** Up to this many bytes are copied by a loop. */
const SHORT = 20;
/** Where a bigint becomes eight bytes. */
const SCRATCH = new DataView(new ArrayBuffer(8));

/**
 * Writes into a buffer of the caller and never grows it. One writer can be used for many buffers through `reset`. After
 * a thrown WireError the bytes from `start` on are not defined.
 *
 * Methods that move the position (`reserve`, `put`, lists) check the range. `uint8` to `uint64` take offsets that
 * `reserve` returned and numbers in range, and check neither. All numbers are big-endian.
 */
export class Writer {
  /** The whole buffer, not only the range being written. */
  declare bytes: Uint8Array;
  /** Where writing started. */
  declare start: number;
  /** Offset of the next byte in `bytes`. */
  declare position: number;
  /** Offset after the last byte that may be written. */
  declare end: number;

  /** Writes to `bytes[at, end)`. */
  constructor(bytes: Uint8Array = EMPTY, at = 0, end: number = bytes.length) {
    this.bytes = EMPTY;
    this.start = 0;
    this.position = 0;
    this.end = 0;
    this.reset(bytes, at, end);
  }

  /**
   * Starts over with `bytes[at, end)`. Allocates nothing.
   * Throws ConfigError for a range outside the array: an error of the caller.
   */
  reset(bytes: Uint8Array, at = 0, end: number = bytes.length): this {
    if (!(at >= 0 && at <= end && end <= bytes.length)) {
      throw new ConfigError('at', `[${at}, ${end}) is not a range of ${bytes.length} bytes`);
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
    const next = at + count;
    if (!(next >= at && next <= this.end)) throw noSpace(this, count, field);
    this.position = next;
    return at;
  }

  /** Copies `bytes`. Throws ERR_WIRE_NO_SPACE. */
  put(bytes: Uint8Array, field: string): void {
    this.set(this.reserve(bytes.length, field), bytes);
  }

  /** Copies `bytes` to `at`, which `reserve` returned. */
  set(at: number, bytes: Uint8Array): void {
    const { length } = bytes;
    // A call of `Uint8Array.set` takes as long as copying this many bytes in a loop.
    if (length > SHORT) this.bytes.set(bytes, at);
    else for (let i = 0; i < length; i++) this.bytes[at + i] = bytes[i] as number;
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

function noSpace(writer: Writer, wanted: number, field: string): WireError {
  return new WireError('ERR_WIRE_NO_SPACE', field, `needs ${wanted} bytes, ${writer.end - writer.position} are free`);
}
