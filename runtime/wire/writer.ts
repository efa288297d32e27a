import { WireError } from '../errors/wire-error.ts';

const EMPTY = new Uint8Array(0);

/**
 * Writes into a buffer that belongs to the caller and never grows it. One writer serves many buffers through `reset`.
 * After a thrown WireError the bytes from `start` on are meaningless.
 */
export class Writer {
  /** The whole buffer, not only the range being written. */
  bytes: Uint8Array = EMPTY;
  /** Over the same memory, for numbers; offsets are the same. */
  view: DataView = new DataView(EMPTY.buffer);
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
   * Starts over with `bytes[at, end)`. The same `bytes` again costs no allocation.
   * Throws RangeError for a range outside the array: a mistake of the caller.
   */
  reset(bytes: Uint8Array, at = 0, end: number = bytes.length): this {
    if (!(at >= 0 && at <= end && end <= bytes.length)) {
      throw new RangeError(`[${at}, ${end}) is not a range of ${bytes.length} bytes`);
    }
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
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

  /** A view of what was written since `reset`. */
  get written(): Uint8Array {
    return this.bytes.subarray(this.start, this.position);
  }
}
