import { NO_SLOT, withSlot } from '../../slab/columns.ts';
import { SlotLists } from '../../slab/slot-lists.ts';

/**
 * How long a member is protected from a prefix with as many members, in milliseconds since it was added or refreshed.
 */
export interface EvictionProtection {
  /** From another member of its own prefix. */
  readonly samePrefix: number;
  /** From other prefixes, when every prefix has one member. */
  readonly otherPrefixes: number;
}

/**
 * A bounded table of slots that source prefixes share. Until it is full, a prefix may have any number of members. When it is
 * full, `evictionCandidate` selects:
 *
 * 1. the oldest member of the prefix with the most members, if the prefix of the new member has at least two fewer;
 * 2. otherwise the oldest member of the new member's prefix, once its protection `samePrefix` is over;
 * 3. if that prefix has no member and every other has one, the oldest of all, once `otherPrefixes` is over.
 *
 * Every operation takes constant time, independent of the size. A member takes some 20 bytes.
 */
export class PrefixShares {
  readonly #capacity: number;
  readonly #protection: EvictionProtection;
  /** One more than the group of each slot; 0: the slot is no member. */
  #group = new Int32Array(0);
  /** When each slot was added or last refreshed. */
  #since = new Float64Array(0);
  /** The members of each group, the oldest first. */
  readonly #members = new SlotLists();
  /** The group of each prefix. */
  readonly #groups = new Map<string, number>();
  /** The prefix and the members of each group. */
  readonly #prefixes: string[] = [];
  #sizes = new Int32Array(0);
  /** Numbers of groups that are free again. */
  readonly #spare: number[] = [];
  /** The groups of each size. */
  readonly #groupsBySize = new SlotLists();
  #largestSize = 0;
  #size = 0;

  /** `capacity`: maximum of members. */
  constructor(capacity: number, protection: EvictionProtection) {
    this.#capacity = capacity;
    this.#protection = protection;
  }

  get size(): number {
    return this.#size;
  }

  get full(): boolean {
    return this.#size >= this.#capacity;
  }

  has(slot: number): boolean {
    return slot < this.#group.length && this.#group[slot] !== 0;
  }

  /** Adds a new member, as the youngest of its prefix. The caller has made room. */
  add(slot: number, prefix: string, now: number): void {
    const group = this.#groups.get(prefix) ?? this.#addGroup(prefix);
    this.#group = withSlot(this.#group, slot);
    this.#since = withSlot(this.#since, slot);
    this.#group[slot] = group + 1;
    this.#since[slot] = now;
    this.#size += 1;
    this.#members.append(group, slot);
    this.#resize(group, 1);
  }

  /** Makes a member the youngest of its prefix. No effect if it is not a member. */
  refresh(slot: number, now: number): void {
    if (!this.has(slot)) return;
    const group = (this.#group[slot] as number) - 1;
    this.#since[slot] = now;
    this.#members.remove(group, slot);
    this.#members.append(group, slot);
    // Groups of one member are in the order of their ages, unless they shrank to that size.
    if ((this.#sizes[group] as number) > 1) return;
    this.#groupsBySize.remove(1, group);
    this.#groupsBySize.append(1, group);
  }

  /** No effect if it is not a member. */
  remove(slot: number): void {
    if (!this.has(slot)) return;
    const group = (this.#group[slot] as number) - 1;
    this.#group[slot] = 0;
    this.#size -= 1;
    this.#members.remove(group, slot);
    this.#resize(group, -1);
    if (this.#sizes[group] === 0) this.#removeGroup(group);
  }

  /** Whether a member of this prefix can be added now, by eviction of another if necessary. */
  hasRoomFor(prefix: string, now: number): boolean {
    return !this.full || this.evictionCandidate(prefix, now) !== NO_SLOT;
  }

  /** The member to evict for a new one of this prefix when the table is full; NO_SLOT: none. */
  evictionCandidate(prefix: string, now: number): number {
    const own = this.#groups.get(prefix);
    const largest = this.#groupsBySize.first(this.#largestSize);
    if (largest === NO_SLOT) return NO_SLOT;
    const ownSize = own === undefined ? 0 : (this.#sizes[own] as number);
    if (ownSize + 1 < this.#largestSize) return this.#members.first(largest);
    const oldest = this.#members.first(own ?? largest);
    const protection = own === undefined ? this.#protection.otherPrefixes : this.#protection.samePrefix;
    return now - (this.#since[oldest] as number) >= protection ? oldest : NO_SLOT;
  }

  /** The oldest member of the prefix with the most members, if it has more than `floor`; otherwise NO_SLOT. */
  oldestOfLargestPrefix(floor: number): number {
    if (this.#largestSize <= floor) return NO_SLOT;
    return this.#members.first(this.#groupsBySize.first(this.#largestSize));
  }

  #addGroup(prefix: string): number {
    const group = this.#spare.pop() ?? this.#prefixes.length;
    this.#groups.set(prefix, group);
    this.#prefixes[group] = prefix;
    this.#sizes = withSlot(this.#sizes, group);
    return group;
  }

  #removeGroup(group: number): void {
    this.#groups.delete(this.#prefixes[group] as string);
    this.#prefixes[group] = '';
    this.#spare.push(group);
  }

  #resize(group: number, by: 1 | -1): void {
    const previous = this.#sizes[group] as number;
    const size = previous + by;
    this.#sizes[group] = size;
    if (previous > 0) this.#groupsBySize.remove(previous, group);
    if (size > 0) this.#groupsBySize.append(size, group);
    if (size > this.#largestSize) this.#largestSize = size;
    // The size of a group changes by one, so the next lower size has a group unless the table is empty.
    else if (this.#groupsBySize.first(this.#largestSize) === NO_SLOT) this.#largestSize -= 1;
  }
}
