import { TimerHeap } from './timer-heap.ts';
import { TimerSlots, UNARMED } from './timer-slots.ts';

/** Levels of 256 buckets. A bucket of the first level is a millisecond, a bucket of another one is the whole level below. */
const LEVEL_BITS = 8;
const LEVEL_BUCKETS = 2 ** LEVEL_BITS;
const LEVELS = 6;
const BUCKETS = LEVELS * LEVEL_BUCKETS;
/** The last millisecond of the last level: the year 10889. Later deadlines are in its bucket. */
const LAST_TICK = 2 ** (LEVELS * LEVEL_BITS) - 1;
/** A tick has two halves of 24 bits, three levels each, because bitwise operators have 32 bits. */
const HALF = 2 ** 24;
const HALF_LEVELS = LEVELS / 2;
/** In place of a bucket: the timer is in the heap. */
const IN_HEAP = BUCKETS;
const WORD_BITS = 32;
const LEVEL_WORDS = LEVEL_BUCKETS / WORD_BITS;
/** A bucket with at most so many timers is searched for its earliest one. */
const SEARCHED = 64;
const NONE = -1;

/**
 * Timers by small integers, for many that are armed again and again and rarely expire: a hierarchical timing wheel (Varghese
 * and Lauck). Ids are 0 to 2^24 - 1. Times are fractional milliseconds from the Unix epoch; `now` never decreases.
 *
 * The wheel has a position, a whole millisecond. Timers until its end are in a heap, in their exact order. Every other one is in a
 * bucket: its level is the highest digit, to the base 256, in which its millisecond and the position differ, its place in the
 * level is that digit. So all timers of a bucket are before those of the later buckets of its level, and these before those of
 * the levels above. When time comes to the first bucket, the position moves into it, and its timers move to the levels below or to
 * the heap. So a timer moves at most six times, whatever is armed beside it. A bitmap has the first bucket, however far time
 * jumps.
 *
 * To arm a timer again or to clear it takes constant time, in the heap the logarithm of its size. Memory is 26 bytes an id,
 * for ids up to the largest one that was used, and 27 KB.
 */
export class TimerWheel {
  readonly #slots = new TimerSlots();
  readonly #heap = new TimerHeap(this.#slots);
  /** The first id of each bucket; `NONE`: it is empty. Its list is a ring. */
  readonly #first = new Int32Array(BUCKETS).fill(NONE);
  readonly #counts = new Int32Array(BUCKETS);
  /** A lower bound of the deadlines in each bucket that is not empty. */
  readonly #bounds = new Float64Array(BUCKETS);
  /** 1: the timer of the bound has left the bucket, so the earliest deadline may be later. */
  readonly #stale = new Uint8Array(BUCKETS);
  /** A bit for each bucket that is not empty, and one for each level that has such a bucket. */
  readonly #occupied = new Int32Array(LEVELS * LEVEL_WORDS);
  #occupiedLevels = 0;
  #size = 0;
  /** The position, and its halves. */
  #tick = 0;
  #high = 0;
  #low = 0;

  /** The number of armed timers. */
  get size(): number {
    return this.#size;
  }

  /**
   * The earliest deadline; Infinity: no timer is armed. It is exact when at most 64 timers are in the bucket of the earliest one, and
   * as long as the earliest of a larger bucket stays armed; else it may be earlier. After `due(now)` has returned -1 it
   * is later than `now`.
   */
  get next(): number {
    const id = this.#heap.first;
    if (id !== NONE) return this.#slots.deadlines[id] as number;
    const bucket = this.#firstBucket();
    if (bucket === NONE) return Number.POSITIVE_INFINITY;
    if (this.#stale[bucket] === 1 && (this.#counts[bucket] as number) <= SEARCHED) this.#search(bucket);
    return this.#bounds[bucket] as number;
  }

  /** The deadline of a timer; Infinity: it is not armed. */
  deadline(id: number): number {
    return this.#slots.deadlines[id] ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Arms a timer, or changes its deadline; Infinity clears it. A deadline in the past is due at once. A timer that already has
   * this deadline keeps its place among equal ones.
   */
  set(id: number, deadline: number): void {
    // NaN would never be due, and would make the order of all others wrong.
    if (!(deadline < Number.POSITIVE_INFINITY)) {
      this.clear(id);
      return;
    }
    const slots = this.#slots;
    if (id >= slots.capacity) slots.grow(id);
    const before = slots.deadlines[id] as number;
    if (before === deadline) return;
    const from = slots.buckets[id] as number;
    const to = this.#bucketOf(deadline);
    slots.setDeadline(id, deadline);
    if (from === to) {
      this.#stay(id, to, before);
      return;
    }
    if (from === UNARMED) this.#size += 1;
    else this.#leave(id, from, before);
    this.#enter(id, to);
  }

  /** Disarms a timer, if it is armed. */
  clear(id: number): void {
    const slots = this.#slots;
    const bucket = slots.buckets[id] ?? UNARMED;
    if (bucket === UNARMED) return;
    this.#leave(id, bucket, slots.deadlines[id] as number);
    slots.deadlines[id] = Number.POSITIVE_INFINITY;
    slots.buckets[id] = UNARMED;
    this.#size -= 1;
  }

  /**
   * The timer with the earliest deadline, if that is not after `now`; of equal deadlines the one that was set first. -1: none
   * is due. It remains armed until its deadline changes.
   */
  due(now: number): number {
    for (;;) {
      const id = this.#heap.first;
      if (id !== NONE && (this.#slots.deadlines[id] as number) <= now) return id;
      const bucket = this.#firstBucket();
      if (bucket === NONE || (this.#bounds[bucket] as number) > now) {
        this.#approach(now, bucket);
        return NONE;
      }
      this.#open(bucket);
    }
  }

  /** The bucket for a deadline, at the current position. */
  #bucketOf(deadline: number): number {
    const tick = Math.min(Math.floor(deadline), LAST_TICK);
    if (tick <= this.#tick) return IN_HEAP;
    const high = Math.floor(tick / HALF);
    if (high !== this.#high) return bucketIn(high, this.#high) + HALF_LEVELS * LEVEL_BUCKETS;
    return bucketIn(tick - high * HALF, this.#low);
  }

  #enter(id: number, bucket: number): void {
    const { deadlines, buckets, following, previous } = this.#slots;
    buckets[id] = bucket;
    if (bucket === IN_HEAP) {
      this.#heap.add(id);
      return;
    }
    const deadline = deadlines[id] as number;
    const first = this.#first[bucket] as number;
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    if (first === NONE) {
      this.#first[bucket] = id;
      following[id] = id;
      previous[id] = id;
      this.#setBound(bucket, deadline);
      this.#occupy(bucket);
      return;
    }
    const last = previous[first] as number;
    following[last] = id;
    previous[id] = last;
    following[id] = first;
    previous[first] = id;
    if (deadline <= (this.#bounds[bucket] as number)) this.#setBound(bucket, deadline);
  }

  /** `deadline`: that of the timer until now. */
  #leave(id: number, bucket: number, deadline: number): void {
    if (bucket === IN_HEAP) {
      this.#heap.remove(id);
      return;
    }
    const { following, previous } = this.#slots;
    this.#counts[bucket] = (this.#counts[bucket] as number) - 1;
    const next = following[id] as number;
    if (next === id) {
      this.#first[bucket] = NONE;
      this.#vacate(bucket);
      return;
    }
    const last = previous[id] as number;
    following[last] = next;
    previous[next] = last;
    if (this.#first[bucket] === id) this.#first[bucket] = next;
    if (this.#bounds[bucket] === deadline) this.#stale[bucket] = 1;
  }

  /** The deadline of a timer has changed, and its bucket has not. `before`: the deadline until now. */
  #stay(id: number, bucket: number, before: number): void {
    if (bucket === IN_HEAP) {
      this.#heap.move(id);
      return;
    }
    const deadline = this.#slots.deadlines[id] as number;
    if (deadline <= (this.#bounds[bucket] as number)) this.#setBound(bucket, deadline);
    else if (this.#bounds[bucket] === before) this.#stale[bucket] = 1;
  }

  #setBound(bucket: number, deadline: number): void {
    this.#bounds[bucket] = deadline;
    this.#stale[bucket] = 0;
  }

  /** Sets the bound of a bucket to its earliest deadline. */
  #search(bucket: number): void {
    const { deadlines, following } = this.#slots;
    const first = this.#first[bucket] as number;
    let earliest = deadlines[first] as number;
    for (let id = following[first] as number; id !== first; id = following[id] as number) {
      earliest = Math.min(earliest, deadlines[id] as number);
    }
    this.#setBound(bucket, earliest);
  }

  /** Moves the position into the first bucket, to its bound, and its timers to the levels below or the heap. */
  #open(bucket: number): void {
    const { deadlines, following } = this.#slots;
    const first = this.#first[bucket] as number;
    this.#moveTo(Math.min(Math.floor(this.#bounds[bucket] as number), LAST_TICK));
    this.#first[bucket] = NONE;
    this.#counts[bucket] = 0;
    this.#vacate(bucket);
    let id = first;
    do {
      const next = following[id] as number;
      this.#enter(id, this.#bucketOf(deadlines[id] as number));
      id = next;
    } while (id !== first);
  }

  /** Moves the position to `now`, but not into the first bucket, so that timers that are armed next need few moves. */
  #approach(now: number, bucket: number): void {
    const tick = Math.min(Math.floor(now), LAST_TICK);
    if (tick <= this.#tick) return;
    this.#moveTo(bucket === NONE ? tick : Math.min(tick, this.#startOf(bucket) - 1));
  }

  #moveTo(tick: number): void {
    this.#tick = tick;
    this.#high = Math.floor(tick / HALF);
    this.#low = tick - this.#high * HALF;
  }

  /** The first millisecond of a bucket that is not empty. */
  #startOf(bucket: number): number {
    const length = LEVEL_BUCKETS ** (bucket >> LEVEL_BITS);
    const level = length * LEVEL_BUCKETS;
    return Math.floor(this.#tick / level) * level + (bucket & (LEVEL_BUCKETS - 1)) * length;
  }

  /** The bucket that is not empty and has the earliest deadlines. */
  #firstBucket(): number {
    if (this.#occupiedLevels === 0) return NONE;
    let word = lowestBit(this.#occupiedLevels) * LEVEL_WORDS;
    while (this.#occupied[word] === 0) word += 1;
    return word * WORD_BITS + lowestBit(this.#occupied[word] as number);
  }

  #occupy(bucket: number): void {
    const word = bucket >> 5;
    this.#occupied[word] = (this.#occupied[word] as number) | (1 << (bucket & 31));
    this.#occupiedLevels |= 1 << (bucket >> LEVEL_BITS);
  }

  #vacate(bucket: number): void {
    const word = bucket >> 5;
    this.#occupied[word] = (this.#occupied[word] as number) & ~(1 << (bucket & 31));
    const level = bucket >> LEVEL_BITS;
    const end = (level + 1) * LEVEL_WORDS;
    for (let each = level * LEVEL_WORDS; each < end; each++) if (this.#occupied[each] !== 0) return;
    this.#occupiedLevels &= ~(1 << level);
  }
}

/** The bucket of a half of a tick in three levels: of the highest digit that differs from the same half of the position. */
function bucketIn(half: number, position: number): number {
  const level = (31 - Math.clz32(half ^ position)) >> 3;
  return level * LEVEL_BUCKETS + ((half >>> (level * LEVEL_BITS)) & (LEVEL_BUCKETS - 1));
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
