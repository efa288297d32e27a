// The distribution of latencies, in buckets whose width is about 1 % of their value.

const BUCKETS_OF_OCTAVE = 64;
/** Up to 2^30 microseconds. */
const BUCKETS = 30 * BUCKETS_OF_OCTAVE;

/** A distribution as JSON: the number of values of each bucket that has some, and the largest value in milliseconds. */
export interface LatencyCounts {
  readonly counts: readonly (readonly [bucket: number, count: number])[];
  readonly max: number;
}

export class Latencies {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #max = 0;

  /** Number of values. */
  get count(): number {
    return this.#count;
  }

  /** The largest value, in milliseconds; 0: there is none. */
  get max(): number {
    return this.#max;
  }

  /** Adds a value, in milliseconds. A negative one counts as 0. */
  record(latency: number): void {
    const bucket = Math.floor(Math.log2(1 + Math.max(0, latency) * 1000) * BUCKETS_OF_OCTAVE);
    this.#add(Math.min(bucket, BUCKETS - 1), 1);
    this.#max = Math.max(this.#max, latency);
  }

  /** Adds the values of another distribution. */
  add({ counts, max }: LatencyCounts): void {
    for (const [bucket, count] of counts) this.#add(bucket, count);
    this.#max = Math.max(this.#max, max);
  }

  /** The upper end of the bucket below which `part` (0 to 1) of the values are, in milliseconds. NaN: there is no value. */
  quantile(part: number): number {
    if (this.#count === 0) return Number.NaN;
    let below = 0;
    const bucket = this.#counts.findIndex((count) => {
      below += count;
      return below >= part * this.#count && below > 0;
    });
    return Math.min(this.#max, (2 ** ((bucket + 1) / BUCKETS_OF_OCTAVE) - 1) / 1000);
  }

  toJSON(): LatencyCounts {
    const counts = [...this.#counts.entries()].filter(([, count]) => count > 0);
    return { counts, max: this.#max };
  }

  #add(bucket: number, count: number): void {
    (this.#counts[bucket] as number) += count;
    this.#count += count;
  }
}
