import type { GrowthPolicy } from './growth-policy.ts';

/** Longest slab: from 128 KiB on, allocators give memory back to the operating system at once. */
const MAX_SLAB_BYTES = 131_072;
/** Acquired and released buffers in a window, after which the class may shrink. */
const WINDOW = 256;
/** Windows whose peaks are remembered. */
const WINDOWS = 16;
/** The end of a list of slots. */
export const NO_SLOT = -1;

/** Memory of one or more buffers. */
export interface Slab {
  readonly bytes: Uint8Array;
  /** Undefined: memory of its own, for one buffer that is in no class. */
  readonly of: SizeClass | undefined;
  /** Buffers. */
  readonly count: number;
  /** Buffers in use. */
  used: number;
  /** The first unused slot; `NO_SLOT`: there is none. */
  free: number;
  /** Its place among the slabs of its class. */
  index: number;
}

/** What a class needs from its pool. */
export interface SizeClassOwner {
  readonly policy: GrowthPolicy;
  /** Buffers of one size. */
  readonly maxBuffers: number;
  /** How many of `wanted` buffers of `size` bytes the bound permits; they are counted. */
  reserve(wanted: number, size: number): number;
  /** Creates unused slots for all buffers of a new slab. */
  addSlots(slab: Slab, size: number): void;
  /** The slab is empty, and is not used any more. */
  removeSlots(slab: Slab, size: number): void;
}

/** The slabs with buffers of one size. The first slab with an unused buffer is used first, so that the last ones get empty. */
export class SizeClass {
  readonly size: number;
  readonly #owner: SizeClassOwner;
  #slabs: Slab[] = [];
  /** No slab before it has an unused buffer. */
  #first = 0;
  #total = 0;
  #inUse = 0;
  /** Most buffers in use: in the current window, in each of the last ones, and since the last `trim`. */
  #peak = 0;
  #peaks: number[] = [];
  #highest = 0;
  #operations = 0;

  constructor(size: number, owner: SizeClassOwner) {
    this.size = size;
    this.#owner = owner;
  }

  get total(): number {
    return this.#total;
  }

  get inUse(): number {
    return this.#inUse;
  }

  /** The slab of the next buffer, if one is unused. */
  get available(): Slab | undefined {
    while (this.#first < this.#slabs.length && this.#slabs[this.#first]?.free === NO_SLOT) this.#first += 1;
    return this.#slabs[this.#first];
  }

  /** Adds a slab. Undefined: the bound is reached. */
  grow(): Slab | undefined {
    const { size } = this;
    const { policy, maxBuffers } = this.#owner;
    const room = Math.min(maxBuffers - this.#total, Math.floor(MAX_SLAB_BYTES / size));
    const count = this.#owner.reserve(Math.min(policy.grow(this.#total, size), room), size);
    if (count === 0) return undefined;
    const bytes = new Uint8Array(count * size);
    const slab: Slab = { bytes, of: this, count, used: 0, free: NO_SLOT, index: this.#slabs.length };
    this.#owner.addSlots(slab, size);
    this.#slabs.push(slab);
    this.#total += count;
    return slab;
  }

  /** A buffer of `slab` is in use now. */
  acquired(slab: Slab): void {
    slab.used += 1;
    this.#inUse += 1;
    if (this.#inUse > this.#peak) this.#peak = this.#inUse;
    this.#count();
  }

  /** A buffer of `slab` is unused now. */
  released(slab: Slab): void {
    slab.used -= 1;
    this.#inUse -= 1;
    if (slab.index < this.#first) this.#first = slab.index;
    this.#count();
  }

  /** Drops all empty slabs, and forgets the peaks. */
  trim(): void {
    this.#peaks = [];
    this.#peak = this.#inUse;
    this.#highest = this.#inUse;
    this.#operations = 0;
    this.#shrink(0);
  }

  #count(): void {
    this.#operations += 1;
    if (this.#operations < WINDOW) return;
    this.#operations = 0;
    if (this.#peaks.length === WINDOWS) this.#peaks.shift();
    this.#peaks.push(this.#peak);
    this.#highest = Math.max(this.#highest, this.#peak);
    this.#peak = this.#inUse;
    this.#shrink(this.#owner.policy.keep(this.#peaks, this.#highest));
  }

  /** Drops empty slabs, the last one first, while at least `keep` buffers are left. */
  #shrink(keep: number): void {
    if (this.#total <= keep) return;
    for (let index = this.#slabs.length - 1; index >= 0; index--) {
      const slab = this.#slabs[index] as Slab;
      if (slab.used > 0 || this.#total - slab.count < keep) continue;
      this.#slabs.splice(index, 1);
      this.#total -= slab.count;
      this.#owner.removeSlots(slab, this.size);
      for (let later = index; later < this.#slabs.length; later++) (this.#slabs[later] as Slab).index = later;
      this.#first = Math.min(this.#first, index);
    }
  }
}
