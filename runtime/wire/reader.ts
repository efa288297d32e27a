import { WireError } from '../errors/wire-error.ts';

const EMPTY = new Uint8Array(0);

/**
 * A cursor over bytes that belong to somebody else. Nothing is copied: what `slice` and `rest` return are views into
 * the input and live as long as it does. One reader serves many inputs through `reset`.
 * After a thrown WireError the reader stands somewhere inside the input: `reset` it before using it again.
 */
export class Reader {
  /** The whole input, not only the range being read. */
  bytes: Uint8Array = EMPTY;
  /** Over the same memory, for numbers; offsets are the same. */
  view: DataView = new DataView(EMPTY.buffer);
  /** Offset of the next byte in `bytes`. */
  position = 0;
  /** Offset behind the last byte that may be read now. */
  end = 0;
  /** What `reset` was given last: `bytes`, or the Buffer behind it. */
  #source: Uint8Array = EMPTY;

  /** Reads `bytes[at, end)`. */
  constructor(bytes: Uint8Array = EMPTY, at = 0, end: number = bytes.length) {
    this.reset(bytes, at, end);
  }

  /**
   * Starts over with `bytes[at, end)`. The same `bytes` again costs no allocation.
   * Throws RangeError for a range outside the array: a mistake of the caller, not of the input.
   */
  reset(bytes: Uint8Array, at = 0, end: number = bytes.length): this {
    if (!(at >= 0 && at <= end && end <= bytes.length)) {
      throw new RangeError(`[${at}, ${end}) is not a range of ${bytes.length} bytes`);
    }
    if (bytes !== this.#source) {
      this.#source = bytes;
      // A Buffer's subarrays are Buffers, which are slower to make and surprise whoever compares them.
      this.bytes =
        bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.position = at;
    this.end = end;
    return this;
  }

  /** Bytes left in the range being read. */
  get remaining(): number {
    return this.end - this.position;
  }

  /** Moves over `count` bytes and returns where they start. Throws ERR_WIRE_TRUNCATED, naming `field`. */
  reserve(count: number, field: string): number {
    const at = this.position;
    // Written so that a negative or fractional count from arithmetic on hostile lengths can never move backwards.
    if (!(count >= 0 && count <= this.end - at)) throw truncated(field, count, this.end - at);
    this.position = at + count;
    return at;
  }

  /** A view of the next `length` bytes. Throws ERR_WIRE_TRUNCATED. */
  slice(length: number, field: string): Uint8Array {
    const at = this.reserve(length, field);
    return this.bytes.subarray(at, at + length);
  }

  /** A view of all bytes that are left in the range. */
  rest(): Uint8Array {
    const at = this.position;
    this.position = this.end;
    return this.bytes.subarray(at, this.end);
  }

  /**
   * Narrows the range to the next `length` bytes. Give what it returns to `leave` when they are read.
   * Throws ERR_WIRE_TRUNCATED.
   */
  enter(length: number, field: string): number {
    const outer = this.end;
    if (!(length >= 0 && length <= outer - this.position)) throw truncated(field, length, outer - this.position);
    this.end = this.position + length;
    return outer;
  }

  /** Widens the range again. Throws ERR_WIRE_TRAILING when the narrow one was not read to its end. */
  leave(outer: number, field: string): void {
    if (this.position !== this.end) throw trailing(field, this.end - this.position);
    this.end = outer;
  }

  /** Throws ERR_WIRE_TRAILING when bytes are left. */
  finish(field: string): void {
    if (this.position !== this.end) throw trailing(field, this.end - this.position);
  }
}

function truncated(field: string, wanted: number, left: number): WireError {
  return new WireError('ERR_WIRE_TRUNCATED', field, `needs ${wanted} bytes, ${left} are left`);
}

function trailing(field: string, left: number): WireError {
  return new WireError('ERR_WIRE_TRAILING', field, `${left} bytes are left over`);
}
