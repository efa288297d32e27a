import { ConfigError } from '../errors/config-error.ts';
import { WireError } from '../errors/wire-error.ts';
import { outOfRange } from './refusal.ts';

const EMPTY = new Uint8Array(0);
const NO_MEMORY = EMPTY.buffer;
/** Where eight bytes become one bigint. */
const SCRATCH = new DataView(new ArrayBuffer(8));

/**
 * A cursor over borrowed bytes. Nothing is copied: `slice`, `rest` and `view` return views into the input. One reader
 * can be used for many inputs through `reset`. After a thrown WireError its position is not defined: `reset` it before
 * using it again.
 *
 * Methods that move the cursor (`reserve`, `slice`, `rest`, lists, `enter`) check the range. `uint8` to `uint64` and
 * `view` take offsets that `reserve` returned and do not check them. All numbers are big-endian.
 */
export class Reader {
  /** The whole input, not only the range being read. */
  declare bytes: Uint8Array;
  /** Offset of the next byte in `bytes`. */
  declare position: number;
  /** Offset after the last byte that may be read now. */
  declare end: number;
  // Plain properties: methods that read #private ones are too long to be inlined everywhere.
  /** The last argument of `reset`: `bytes`, or the Buffer it was made from. */
  declare private source: Uint8Array;
  /** The ArrayBuffer of `bytes`: making a view from it takes half the time of `subarray`. */
  declare private memory: ArrayBufferLike;
  declare private base: number;

  /** Reads `bytes[at, end)`. */
  constructor(bytes: Uint8Array = EMPTY, at = 0, end: number = bytes.length) {
    this.bytes = EMPTY;
    this.position = 0;
    this.end = 0;
    this.source = EMPTY;
    this.memory = NO_MEMORY;
    this.base = 0;
    this.reset(bytes, at, end);
  }

  /**
   * Starts over with `bytes[at, end)`. The same `bytes` again costs no allocation.
   * Throws ConfigError for a range outside the array: an error of the caller, not of the input.
   */
  reset(bytes: Uint8Array, at = 0, end: number = bytes.length): this {
    if (!(at >= 0 && at <= end && end <= bytes.length)) throw noRange(bytes, at, end);
    if (bytes !== this.source) {
      this.bytes = plain(bytes);
      this.source = bytes;
      this.memory = bytes.buffer;
      this.base = bytes.byteOffset;
    }
    this.position = at;
    this.end = end;
    return this;
  }

  /** Drops the reference to the input, so that an idle reader does not keep it in memory. */
  release(): void {
    this.bytes = EMPTY;
    this.source = EMPTY;
    this.memory = NO_MEMORY;
    this.base = 0;
    this.position = 0;
    this.end = 0;
  }

  /** Bytes left in the range being read. */
  get remaining(): number {
    return this.end - this.position;
  }

  /** Moves over `count` bytes and returns where they start. Throws ERR_WIRE_TRUNCATED, naming `field`. */
  reserve(count: number, field: string): number {
    const at = this.position;
    const next = at + count;
    // A negative count or NaN, from arithmetic on hostile lengths, fails this check.
    if (!(next >= at && next <= this.end)) throw truncated(this, count, field);
    this.position = next;
    return at;
  }

  /** A view of the next `length` bytes. Throws ERR_WIRE_TRUNCATED. */
  slice(length: number, field: string): Uint8Array {
    const at = this.position;
    const next = at + length;
    if (!(next >= at && next <= this.end)) throw truncated(this, length, field);
    this.position = next;
    return new Uint8Array(this.memory, this.base + at, length);
  }

  /**
   * `same`, if the next `length` bytes are equal to it; otherwise a view of them. A caller that expects certain bytes
   * allocates nothing for them. `same` must not be a view of this input. Throws ERR_WIRE_TRUNCATED.
   */
  sliceAs(same: Uint8Array | undefined, length: number, field: string): Uint8Array {
    if (same?.length !== length) return this.slice(length, field);
    const { bytes, position } = this;
    if (length > this.end - position) throw truncated(this, length, field);
    for (let i = 0; i < length; i++) if (bytes[position + i] !== same[i]) return this.slice(length, field);
    this.position = position + length;
    return same;
  }

  /**
   * A view of bytes after a length of one byte, as in `opaque x<min..max>`.
   * Throws ERR_WIRE_TRUNCATED, and ERR_WIRE_RANGE for a count beyond the bounds.
   */
  opaque8(field: string, min: number, max: number): Uint8Array {
    const length = this.uint8(this.reserve(1, field));
    if (length < min || length > max) throw outOfRange(field, length, min, max);
    return this.slice(length, field);
  }

  /** As `opaque8`, with a length of two bytes. */
  opaque16(field: string, min: number, max: number): Uint8Array {
    const length = this.uint16(this.reserve(2, field));
    if (length < min || length > max) throw outOfRange(field, length, min, max);
    return this.slice(length, field);
  }

  /** A view of all bytes that are left in the range. */
  rest(): Uint8Array {
    const at = this.position;
    this.position = this.end;
    return this.view(at, this.end - at);
  }

  /** A view of `length` bytes from `at` on. */
  view(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory, this.base + at, length);
  }

  uint8(at: number): number {
    return this.bytes[at] as number;
  }

  uint16(at: number): number {
    const { bytes } = this;
    return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  }

  uint24(at: number): number {
    const { bytes } = this;
    return ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
  }

  uint32(at: number): number {
    const { bytes } = this;
    const high = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    return ((high << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)) >>> 0;
  }

  uint48(at: number): number {
    const high = this.uint16(at);
    const low = this.uint32(at + 2);
    // Most sequence numbers are small: those remain small integers in the engine.
    return high === 0 ? low : high * 0x1_0000_0000 + low;
  }

  uint64(at: number): bigint {
    SCRATCH.setUint32(0, this.uint32(at));
    SCRATCH.setUint32(4, this.uint32(at + 4));
    return SCRATCH.getBigUint64(0);
  }

  /** The next `length` bytes as numbers of one byte. Throws ERR_WIRE_TRUNCATED. */
  uint8List(length: number, field: string): number[] {
    const at = this.reserve(length, field);
    const list = new Array<number>(length);
    for (let i = 0; i < length; i++) list[i] = this.uint8(at + i);
    return list;
  }

  /** The next `length` bytes as numbers of two bytes. Throws ERR_WIRE_TRUNCATED, also for an odd length. */
  uint16List(length: number, field: string): number[] {
    const at = this.reserve(length, field);
    if (length % 2 !== 0) throw halved(field);
    const list = new Array<number>(length / 2);
    for (let i = 0; i < list.length; i++) list[i] = this.uint16(at + i * 2);
    return list;
  }

  /**
   * Narrows the range to the next `length` bytes. Pass the returned value to `leave` when they are read.
   * Throws ERR_WIRE_TRUNCATED.
   */
  enter(length: number, field: string): number {
    const outer = this.end;
    const inner = this.position + length;
    if (!(inner >= this.position && inner <= outer)) throw truncated(this, length, field);
    this.end = inner;
    return outer;
  }

  /** Widens the range again. Throws ERR_WIRE_TRAILING when the narrow one was not read to its end. */
  leave(outer: number, field: string): void {
    if (this.position !== this.end) throw trailing(this, field);
    this.end = outer;
  }

  /**
   * Steps back over the last `length` bytes and narrows the range to them: what was read as bytes is read again as the
   * message they hold, with nothing allocated in between. Pass the returned value to `leave` when they are read.
   * Throws ConfigError when fewer bytes were read: an error of the caller.
   */
  reread(length: number): number {
    const outer = this.end;
    const at = this.position - length;
    if (!(at >= 0 && at <= this.position)) throw noBytes(length, this.position);
    this.end = this.position;
    this.position = at;
    return outer;
  }

  /** Throws ERR_WIRE_TRAILING when bytes are left. */
  finish(field: string): void {
    if (this.position !== this.end) throw trailing(this, field);
  }
}

// Errors are made outside the methods, which thereby remain small enough for the engine to inline.

function noRange({ length }: Uint8Array, at: number, end: number): ConfigError {
  return new ConfigError('at', `[${at}, ${end}) is not a range of ${length} bytes`);
}

function noBytes(length: number, position: number): ConfigError {
  return new ConfigError('length', `cannot step back ${length} bytes from ${position}`);
}

/** Views of a Buffer would be Buffers, which are slower to make and differ from a Uint8Array in deep comparisons. */
function plain(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function truncated({ remaining }: Reader, wanted: number, field: string): WireError {
  return new WireError('ERR_WIRE_TRUNCATED', field, `needs ${wanted} bytes, ${remaining} are left`);
}

/** The last number of a list has only one byte. */
function halved(field: string): WireError {
  return new WireError('ERR_WIRE_TRUNCATED', field, 'needs 2 bytes, 1 are left');
}

function trailing({ remaining }: Reader, field: string): WireError {
  return new WireError('ERR_WIRE_TRAILING', field, `${remaining} bytes are left over`);
}
