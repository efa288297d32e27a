import { BufferAudit, type BufferLeak, bufferError } from './buffer-audit.ts';
import type { GrowthPolicy } from './growth-policy.ts';
import { NO_SLOT, SizeClass, type SizeClassOwner, type Slab } from './size-class.ts';

/** A buffer of a pool: slot and generation in one number. It is not valid after its release, and never valid again. */
export type BufferHandle = number;

/** Sizes of the buffers, in bytes. A longer one gets memory of its own. */
export const BUFFER_SIZES = [64, 512, 4096] as const;
/** Slots of a pool; the higher bits of a handle are the generation. */
const SLOTS = 2 ** 26;
/** Generations of a slot, after which another slot replaces it. */
const GENERATIONS = 2 ** 27;
/** The size of a slot that is not in use. */
const UNUSED = -1;

/** Bytes of slabs that the pools of one owner may have together. */
export interface SlabBudget {
  readonly limit: number;
  used: number;
}

export interface BufferPoolSettings {
  /** For errors. */
  readonly name: string;
  readonly policy: GrowthPolicy;
  readonly budget: SlabBudget;
  /** Most buffers of each size. */
  readonly maxBuffers: number;
  /** Released buffers are overwritten with zeros. */
  readonly isZeroed: boolean;
  /** Finds leaks, double releases and uses after release. */
  readonly debug: boolean;
  /** How often a slot is used. Default 2^27. */
  readonly generations?: number;
}

/** The counters of a pool at the time of the call. */
export interface BufferStatistics {
  /** Buffers that are not in use. */
  readonly available: number;
  /** Buffers that are in use, with those that have memory of their own. */
  readonly inUse: number;
  /** Both together. */
  readonly total: number;
  /** Most buffers in use at once. */
  readonly peak: number;
  /** Buffers that were acquired from those that were available. */
  readonly hits: number;
  /** Buffers for which a slab was added. */
  readonly misses: number;
  /** Buffers that got memory of their own, because they were longer than 4096 bytes. */
  readonly large: number;
  /** Buffers that got memory of their own, because the bound was reached. */
  readonly overflows: number;
  /** Slabs that were dropped, because they were not needed any more. */
  readonly dropped: number;
  /** Releases of buffers that were not in use, which had no effect. */
  readonly misuses: number;
  /** Memory of all buffers, in bytes. */
  readonly bytes: number;
  /** The largest value of `bytes`. */
  readonly peakBytes: number;
  /** Memory of the buffers that are not in use, in bytes. */
  readonly idleBytes: number;
  /** Memory of buffers in use beyond what was requested, in bytes. */
  readonly internalBytes: number;
}

/**
 * Memory for short-lived bytes, which is used again: buffers of a few sizes, in slabs. Whoever acquires a buffer owns it
 * until it releases it. A buffer is a range of a slab, so that its use allocates nothing: `slab.subarray(at, at + size)`.
 * Its content is not defined at first, except zeros in a pool for secrets.
 *
 * The pool never refuses: above its bound, and for long buffers, it allocates memory of its own for a buffer. Each slot has
 * a generation, which a handle contains: the handle of a released buffer does not reach the next owner of the slot.
 */
export class BufferPool implements SizeClassOwner {
  readonly policy: GrowthPolicy;
  readonly maxBuffers: number;
  readonly #name: string;
  readonly #budget: SlabBudget;
  readonly #isZeroed: boolean;
  readonly #generations: number;
  readonly #audit: BufferAudit | undefined;
  /** By the index of their size, made with the first buffer. */
  readonly #classes: (SizeClass | undefined)[] = BUFFER_SIZES.map(() => undefined);
  // By slot.
  readonly #generation: number[] = [];
  readonly #slab: (Slab | undefined)[] = [];
  readonly #at: number[] = [];
  /** Bytes that were requested, or `UNUSED`. */
  readonly #requested: number[] = [];
  /** The next unused slot of the same slab. */
  readonly #next: number[] = [];
  /** Slots without memory. */
  readonly #spare: number[] = [];
  #inUse = 0;
  #requestedBytes = 0;
  #peak = 0;
  #hits = 0;
  #misses = 0;
  #large = 0;
  #overflows = 0;
  #dropped = 0;
  #misuses = 0;
  #bytes = 0;
  #peakBytes = 0;

  constructor({ name, policy, budget, maxBuffers, isZeroed, debug, generations = GENERATIONS }: BufferPoolSettings) {
    this.policy = policy;
    this.maxBuffers = maxBuffers;
    this.#name = name;
    this.#budget = budget;
    this.#isZeroed = isZeroed;
    this.#generations = generations;
    this.#audit = debug ? new BufferAudit(name, isZeroed) : undefined;
  }

  get statistics(): BufferStatistics {
    let available = 0;
    let idleBytes = 0;
    for (const each of this.#classes) {
      if (each === undefined) continue;
      available += each.total - each.inUse;
      idleBytes += (each.total - each.inUse) * each.size;
    }
    return {
      available,
      inUse: this.#inUse,
      total: available + this.#inUse,
      peak: this.#peak,
      hits: this.#hits,
      misses: this.#misses,
      large: this.#large,
      overflows: this.#overflows,
      dropped: this.#dropped,
      misuses: this.#misuses,
      bytes: this.#bytes,
      peakBytes: this.#peakBytes,
      idleBytes,
      internalBytes: this.#bytes - idleBytes - this.#requestedBytes,
    };
  }

  /** A buffer of at least `size` bytes, from 0. The caller owns it until it calls `release`. */
  acquire(size: number): BufferHandle {
    const slab = this.#slabFor(size);
    const slot = slab.free;
    slab.free = this.#next[slot] as number;
    this.#audit?.acquired(slot, size, this.#memory(slot));
    this.#requested[slot] = size;
    this.#requestedBytes += size;
    this.#inUse += 1;
    if (this.#inUse > this.#peak) this.#peak = this.#inUse;
    slab.of?.acquired(slab);
    return (this.#generation[slot] as number) * SLOTS + slot;
  }

  /** The memory that contains the buffer, from `at(handle)` on. Throws WirechartError after its release. */
  slab(handle: BufferHandle): Uint8Array {
    return (this.#slab[this.#slotOf(handle)] as Slab).bytes;
  }

  /** The position of the buffer in its slab. Throws WirechartError after its release. */
  at(handle: BufferHandle): number {
    return this.#at[this.#slotOf(handle)] as number;
  }

  /** The first `length` bytes of the buffer, until its release. Throws WirechartError after that. */
  view(handle: BufferHandle, length: number): Uint8Array {
    const slot = this.#slotOf(handle);
    const at = this.#at[slot] as number;
    return (this.#slab[slot] as Slab).bytes.subarray(at, at + length);
  }

  /**
   * The caller does not use the buffer any more. A second release has no effect on its next owner; it is counted, and
   * throws WirechartError in the debug mode.
   */
  release(handle: BufferHandle): void {
    let slot = slotIn(handle);
    const slab = this.#slab[slot];
    if (slab === undefined || !this.#isCurrent(slot, handle)) {
      this.#misuses += 1;
      if (this.#audit !== undefined) throw this.#audit.fault('was released twice', slot);
      return;
    }
    const requested = this.#requested[slot] as number;
    if (this.#isZeroed) this.#memory(slot).fill(0);
    this.#audit?.released(slot, this.#memory(slot));
    this.#requested[slot] = UNUSED;
    this.#requestedBytes -= requested;
    this.#inUse -= 1;
    const generation = (this.#generation[slot] as number) + 1;
    this.#generation[slot] = generation;
    if (slab.of === undefined) {
      this.#bytes -= slab.bytes.length;
      this.#removeSlot(slot);
      return;
    }
    if (generation === this.#generations) slot = this.#replace(slot, slab);
    this.#next[slot] = slab.free;
    slab.free = slot;
    slab.of.released(slab);
  }

  /** Whether the buffer is not released. */
  isHeld(handle: BufferHandle): boolean {
    return this.#isCurrent(slotIn(handle), handle);
  }

  /** Drops all slabs without buffers in use, whatever the policy. */
  trim(): void {
    for (const each of this.#classes) each?.trim();
  }

  /** The buffers in use, with stacks; only in the debug mode. */
  leaks(): BufferLeak[] {
    return this.#audit?.leaks(this.#slotsWhere((requested) => requested !== UNUSED)) ?? [];
  }

  /** Throws WirechartError if a buffer was written to after its release; only in the debug mode. */
  check(): void {
    for (const slot of this.#slotsWhere((requested) => requested === UNUSED))
      this.#audit?.check(slot, this.#memory(slot));
  }

  // SizeClassOwner.

  reserve(wanted: number, size: number): number {
    const { limit, used } = this.#budget;
    const count = Math.max(0, Math.min(wanted, Math.floor((limit - used) / size)));
    this.#budget.used += count * size;
    this.#addBytes(count * size);
    return count;
  }

  addSlots(slab: Slab, size: number): void {
    this.#audit?.prepare(slab.bytes);
    for (let index = slab.count - 1; index >= 0; index--) {
      const slot = this.#addSlot(slab, index * size);
      this.#next[slot] = slab.free;
      slab.free = slot;
    }
  }

  removeSlots(slab: Slab, size: number): void {
    this.#budget.used -= slab.count * size;
    this.#bytes -= slab.count * size;
    this.#dropped += 1;
    for (let slot = slab.free; slot !== NO_SLOT; slot = this.#next[slot] as number) this.#removeSlot(slot);
  }

  /** A slab with an unused buffer of this size. */
  #slabFor(size: number): Slab {
    const of = this.#classFor(size);
    const available = of?.available;
    if (available !== undefined) {
      this.#hits += 1;
      return available;
    }
    const added = of?.grow();
    if (added !== undefined) {
      this.#misses += 1;
      return added;
    }
    if (of === undefined) this.#large += 1;
    else this.#overflows += 1;
    const slab: Slab = { bytes: new Uint8Array(size), of: undefined, count: 1, used: 1, free: NO_SLOT, index: 0 };
    this.addSlots(slab, size);
    this.#addBytes(size);
    return slab;
  }

  /** Undefined: the buffer is longer than those of all classes. */
  #classFor(size: number): SizeClass | undefined {
    for (let index = 0; index < BUFFER_SIZES.length; index++) {
      const classSize = BUFFER_SIZES[index] as number;
      if (size > classSize) continue;
      this.#classes[index] ??= new SizeClass(classSize, this);
      return this.#classes[index];
    }
    return undefined;
  }

  #addBytes(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#peakBytes) this.#peakBytes = this.#bytes;
  }

  #isCurrent(slot: number, handle: BufferHandle): boolean {
    return this.#requested[slot] !== UNUSED && (this.#generation[slot] as number) * SLOTS + slot === handle;
  }

  #slotOf(handle: BufferHandle): number {
    const slot = slotIn(handle);
    if (this.#isCurrent(slot, handle)) return slot;
    const what = 'was used after its release';
    throw this.#audit?.fault(what, slot) ?? bufferError(this.#name, what);
  }

  /** All bytes of the buffer in a slot. */
  #memory(slot: number): Uint8Array {
    const { bytes, of } = this.#slab[slot] as Slab;
    const at = this.#at[slot] as number;
    return bytes.subarray(at, at + (of?.size ?? bytes.length));
  }

  #addSlot(slab: Slab, at: number): number {
    const slot = this.#spare.pop() ?? this.#generation.push(0) - 1;
    this.#slab[slot] = slab;
    this.#at[slot] = at;
    this.#requested[slot] = UNUSED;
    this.#next[slot] = NO_SLOT;
    return slot;
  }

  /** The memory of an unused slot is not used any more. A slot without a generation left is never used again. */
  #removeSlot(slot: number): void {
    this.#slab[slot] = undefined;
    if ((this.#generation[slot] as number) < this.#generations) this.#spare.push(slot);
  }

  /** Another slot for the memory of one that has no generation left. */
  #replace(slot: number, slab: Slab): number {
    const at = this.#at[slot] as number;
    this.#removeSlot(slot);
    return this.#addSlot(slab, at);
  }

  #slotsWhere(matches: (requested: number) => boolean): number[] {
    return this.#requested.flatMap((requested, slot) =>
      this.#slab[slot] !== undefined && matches(requested) ? [slot] : [],
    );
  }
}

function slotIn(handle: BufferHandle): number {
  return handle - Math.floor(handle / SLOTS) * SLOTS;
}
