/** How a pool grows and shrinks; all are bounded by `maxBytes`. */
export type BufferPolicy = 'conservative' | 'balanced' | 'aggressive';

/** The decisions of a policy for the buffers of one size. */
export interface GrowthPolicy {
  /** How many buffers to add where `existing` are all in use. `size`: bytes of one. */
  grow(existing: number, size: number): number;
  /**
   * How many buffers to keep. `peaks`: most buffers in use in each of the last windows; `highest`: since the last `trim`.
   */
  keep(peaks: readonly number[], highest: number): number;
}

/** Least bytes of a slab. */
const BALANCED_BYTES = 1024;
const AGGRESSIVE_BYTES = 65_536;

/**
 * A slab is dropped as a whole, so its length is what may be left idle. The first two add a few percent at a time, the last one
 * as much as there is.
 */
export const growthPolicies: Readonly<Record<BufferPolicy, GrowthPolicy>> = {
  conservative: {
    grow: (existing) => Math.max(1, existing >> 6),
    keep: (peaks) => peaks.at(-1) ?? 0,
  },
  balanced: {
    grow: (existing, size) => Math.max(Math.ceil(BALANCED_BYTES / size), existing >> 5),
    keep: (peaks) => Math.max(0, ...peaks),
  },
  aggressive: {
    grow: (existing, size) => Math.max(Math.ceil(AGGRESSIVE_BYTES / size), existing),
    keep: (_peaks, highest) => highest,
  },
};
