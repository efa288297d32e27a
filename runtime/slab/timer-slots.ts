const FIRST_CAPACITY = 64;

/** The bucket of a timer that is not armed. */
export const UNARMED = -1;

/** What a wheel keeps of each timer: arrays by id, 26 bytes an id with that of the heap, which double when an id needs it. */
export class TimerSlots {
  /** Deadlines in milliseconds; Infinity: not armed. */
  deadlines = new Float64Array(0);
  /** Numbers that increase with each change of a deadline. They order equal deadlines. */
  armings = new Int32Array(0);
  /** Buckets of the wheel, or `UNARMED`. */
  buckets = new Int16Array(0);
  /** The next id of a bucket. */
  following = new Int32Array(0);
  /** The previous id of a bucket; in the heap its index. */
  previous = new Int32Array(0);
  #armings = 0;

  /** A timer with a smaller id than this one has elements. */
  get capacity(): number {
    return this.deadlines.length;
  }

  /** Adds elements until `id` has them. */
  grow(id: number): void {
    const capacity = Math.max(FIRST_CAPACITY, 2 ** Math.ceil(Math.log2(id + 1)));
    const { deadlines, armings, buckets, following, previous } = this;
    this.deadlines = new Float64Array(capacity).fill(Number.POSITIVE_INFINITY, deadlines.length);
    this.armings = new Int32Array(capacity);
    this.buckets = new Int16Array(capacity).fill(UNARMED, deadlines.length);
    this.following = new Int32Array(capacity);
    this.previous = new Int32Array(capacity);
    this.deadlines.set(deadlines);
    this.armings.set(armings);
    this.buckets.set(buckets);
    this.following.set(following);
    this.previous.set(previous);
  }

  setDeadline(id: number, deadline: number): void {
    this.deadlines[id] = deadline;
    this.armings[id] = this.#armings;
    this.#armings = (this.#armings + 1) | 0;
  }

  /** Whether the deadline of `id` is before that of `other`; of equal deadlines the one that was set first is. */
  isBefore(id: number, other: number): boolean {
    const deadline = this.deadlines[id] as number;
    const than = this.deadlines[other] as number;
    return deadline < than || (deadline === than && (this.armings[id] as number) < (this.armings[other] as number));
  }
}
