import { ConfigError } from '../errors/config-error.ts';
import { checkChoice, checkGiven, integerOption } from '../errors/option-checks.ts';
import { WirechartError } from '../errors/wirechart-error.ts';

/**
 * The memory of a ring, in lines of 64 bytes:
 *
 * | line | written by | words of 32 bits |
 * |---|---|---|
 * | 0 | `create`, once | magic number, version, lanes, bytes of a lane, check of these four |
 * | 1 | producers and the consumer | whether the consumer sleeps, consumers so far |
 * | 2 + 2 n | the producer of lane n | tail, producers so far |
 * | 3 + 2 n | the consumer | head |
 * | then | the producers | the entries of each lane, lane by lane |
 *
 * Head and tail of a lane are positions in the stream of its bytes, modulo 2^32. They stand on lines of their own, because
 * two processors that write to one line take it from each other with each write.
 *
 * An entry starts at a multiple of 16 bytes: its length, its kind, two words of the user, its bytes. An entry does not wrap:
 * where it does not fit before the end of the lane, a padding entry fills the rest.
 */
const LINE_BYTES = 64;
const LINE_WORDS = LINE_BYTES / 4;

export const ENTRY_HEADER = 16;
/** The length of a padding entry. */
export const PADDING = -1;

/** Words of the lines that all lanes share. */
export const SLEEPING = LINE_WORDS;
export const CONSUMERS = LINE_WORDS + 1;
/** The values of `SLEEPING`. */
export const Sleep = { awake: 0, asleep: 1 } as const;

const MAGIC = 0x57_43_52_49;
const VERSION = 1;
const LEAST_LANE_BYTES = 1024;
const MOST_LANE_BYTES = 2 ** 30;
const MOST_LANES = 64;

export interface RingOptions {
  /**
   * Bytes of entries that a lane holds, from 1024 to 2^30; rounded up to a power of two. An entry takes 16 bytes and its
   * length, rounded up to a multiple of 16, and at most half of the lane.
   */
  readonly bytes: number;
  /** `'one'`: a ring of one lane. `'many'`: a lane for each producer. */
  readonly producers: 'one' | 'many';
  /** Lanes of a ring with many producers, from 1 to 64. Default 8. */
  readonly lanes?: number | undefined;
}

/** The numbers that describe a ring. */
export interface RingShape {
  readonly lanes: number;
  /** A power of two. */
  readonly laneBytes: number;
}

/** Throws ConfigError. */
export function shapeOf({ bytes, producers, lanes: wanted }: RingOptions): RingShape {
  checkGiven('bytes', bytes);
  const atLeast = integerOption('bytes', bytes, { min: LEAST_LANE_BYTES, max: MOST_LANE_BYTES, default: 0 });
  checkGiven('producers', producers);
  checkChoice('producers', producers, ['one', 'many']);
  const lanes = integerOption('lanes', wanted, { min: 1, max: MOST_LANES, default: producers === 'one' ? 1 : 8 });
  if (producers === 'one' && lanes !== 1) throw new ConfigError('lanes', 'a ring with one producer has one lane');
  return { lanes, laneBytes: 2 ** (32 - Math.clz32(atLeast - 1)) };
}

/** Zeros, with the header of a ring. */
export function createMemory(shape: RingShape): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(sizeOf(shape));
  headerOf(shape).forEach((word, index) => {
    Atomics.store(new Int32Array(memory), index, word);
  });
  return memory;
}

/** Reads the header of a ring. Throws WirechartError for any other memory. */
export function readShape(memory: unknown): RingShape {
  if (!(memory instanceof SharedArrayBuffer)) throw corruptRing('it is not a SharedArrayBuffer');
  if (memory.byteLength < LINE_BYTES) throw corruptRing('the memory is shorter than its header');
  const words = new Int32Array(memory, 0, LINE_WORDS);
  const shape = { lanes: Atomics.load(words, 2), laneBytes: Atomics.load(words, 3) };
  if (headerOf(shape).some((word, index) => Atomics.load(words, index) !== word)) {
    throw corruptRing('the header is not that of a ring');
  }
  const { lanes, laneBytes } = shape;
  const isShape =
    lanes >= 1 &&
    lanes <= MOST_LANES &&
    laneBytes >= LEAST_LANE_BYTES &&
    laneBytes <= MOST_LANE_BYTES &&
    (laneBytes & (laneBytes - 1)) === 0;
  if (!isShape) throw corruptRing('the header describes no ring');
  if (memory.byteLength !== sizeOf(shape)) throw corruptRing('the memory has another size than the header says');
  return shape;
}

/** The word of the tail of a lane; the next one counts its producers. */
export function tailOf(lane: number): number {
  return (2 + 2 * lane) * LINE_WORDS;
}

/** The word of the head of a lane. */
export function headOf(lane: number): number {
  return (3 + 2 * lane) * LINE_WORDS;
}

/** The byte at which the entries of a lane start. */
export function entriesAt({ lanes, laneBytes }: RingShape, lane: number): number {
  return (2 + 2 * lanes) * LINE_BYTES + lane * laneBytes;
}

/** Bytes of the entries between head and tail of a lane. Throws WirechartError if the two cannot be those of a lane. */
export function usedBytes({ laneBytes }: RingShape, lane: number, head: number, tail: number): number {
  const used = (tail - head) | 0;
  if (used < 0 || used > laneBytes || ((head | tail) & (ENTRY_HEADER - 1)) !== 0) {
    throw corruptRing(`head ${head} and tail ${tail} of lane ${lane} contradict each other`);
  }
  return used;
}

/** Bytes that an entry takes. */
export function entrySize(length: number): number {
  return (ENTRY_HEADER + length + ENTRY_HEADER - 1) & -ENTRY_HEADER;
}

export function corruptRing(reason: string): WirechartError {
  return new WirechartError('ERR_WIRECHART_RING_CORRUPT', `not the memory of a ring: ${reason}`);
}

/** The error of a producer or consumer that another one has replaced. */
export function ringTaken(what: string): WirechartError {
  return new WirechartError('ERR_WIRECHART_RING_TAKEN', `another thread has taken over the ${what}`);
}

function sizeOf(shape: RingShape): number {
  return entriesAt(shape, shape.lanes);
}

function headerOf({ lanes, laneBytes }: RingShape): readonly number[] {
  const check =
    Math.imul(MAGIC ^ Math.imul(lanes, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(laneBytes + VERSION, 0xc2b2ae35);
  return [MAGIC, VERSION, lanes, laneBytes, check | 0];
}
