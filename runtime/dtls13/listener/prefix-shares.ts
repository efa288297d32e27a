import { type Linked, LinkedList } from './linked-list.ts';

interface Member<T> extends Linked<Member<T>> {
  readonly value: T;
  readonly group: Group<T>;
  /** When it was added or last refreshed. */
  since: number;
}

/** All members of one prefix, the oldest first. */
interface Group<T> extends Linked<Group<T>> {
  readonly prefix: string;
  readonly members: LinkedList<Member<T>>;
  size: number;
}

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
 * A bounded table that source prefixes share. Until it is full, a prefix may have any number of members. When it is
 * full, `evictionCandidate` selects:
 *
 * 1. the oldest member of the prefix with the most members, if the prefix of the new member has at least two fewer;
 * 2. otherwise the oldest member of the new member's prefix, once its protection `samePrefix` is over;
 * 3. if that prefix has no member and every other has one, the oldest of all, once `otherPrefixes` is over.
 *
 * Every operation takes constant time, independent of the size.
 */
export class PrefixShares<T> {
  readonly #capacity: number;
  readonly #protection: EvictionProtection;
  readonly #members = new Map<T, Member<T>>();
  readonly #groups = new Map<string, Group<T>>();
  /** Groups by size; no list is empty. */
  readonly #groupsBySize = new Map<number, LinkedList<Group<T>>>();
  #largestSize = 0;

  /** `capacity`: maximum of members. */
  constructor(capacity: number, protection: EvictionProtection) {
    this.#capacity = capacity;
    this.#protection = protection;
  }

  get size(): number {
    return this.#members.size;
  }

  get full(): boolean {
    return this.#members.size >= this.#capacity;
  }

  has(member: T): boolean {
    return this.#members.has(member);
  }

  /** Adds a new member, as the youngest of its prefix. The caller has made room. */
  add(member: T, prefix: string, now: number): void {
    let group = this.#groups.get(prefix);
    if (group === undefined) {
      group = { prefix, members: new LinkedList(), size: 0, previous: undefined, next: undefined };
      this.#groups.set(prefix, group);
    }
    const entry: Member<T> = { value: member, group, since: now, previous: undefined, next: undefined };
    this.#members.set(member, entry);
    group.members.append(entry);
    this.#resize(group, 1);
  }

  /** Makes a member the youngest of its prefix. No effect if it is not a member. */
  refresh(member: T, now: number): void {
    const entry = this.#members.get(member);
    if (entry === undefined) return;
    entry.since = now;
    const { group } = entry;
    group.members.remove(entry);
    group.members.append(entry);
    // Groups of one member are in the order of their ages, unless they shrank to that size.
    if (group.size > 1) return;
    this.#groupsBySize.get(1)?.remove(group);
    this.#groupsBySize.get(1)?.append(group);
  }

  /** No effect if it is not a member. */
  remove(member: T): void {
    const entry = this.#members.get(member);
    if (entry === undefined) return;
    const { group } = entry;
    this.#members.delete(member);
    group.members.remove(entry);
    this.#resize(group, -1);
    if (group.size === 0) this.#groups.delete(group.prefix);
  }

  /** Whether a member of this prefix can be added now, by eviction of another if necessary. */
  hasRoomFor(prefix: string, now: number): boolean {
    return !this.full || this.evictionCandidate(prefix, now) !== undefined;
  }

  /** The member to evict for a new one of this prefix when the table is full; undefined: none. */
  evictionCandidate(prefix: string, now: number): T | undefined {
    const own = this.#groups.get(prefix);
    const largestGroup = this.#groupsBySize.get(this.#largestSize)?.first;
    if ((own?.size ?? 0) + 1 < this.#largestSize) return largestGroup?.members.first?.value;
    const oldest = (own ?? largestGroup)?.members.first;
    const protection = own === undefined ? this.#protection.otherPrefixes : this.#protection.samePrefix;
    return oldest !== undefined && now - oldest.since >= protection ? oldest.value : undefined;
  }

  /** The oldest member of the prefix with the most members, if it has more than `floor`. */
  oldestOfLargestPrefix(floor: number): T | undefined {
    return this.#largestSize > floor
      ? this.#groupsBySize.get(this.#largestSize)?.first?.members.first?.value
      : undefined;
  }

  #resize(group: Group<T>, by: 1 | -1): void {
    const groups = this.#groupsBySize.get(group.size);
    if (group.size > 0 && groups !== undefined) {
      groups.remove(group);
      if (groups.first === undefined) this.#groupsBySize.delete(group.size);
    }
    group.size += by;
    if (group.size > 0) {
      let list = this.#groupsBySize.get(group.size);
      if (list === undefined) {
        list = new LinkedList();
        this.#groupsBySize.set(group.size, list);
      }
      list.append(group);
    }
    if (group.size > this.#largestSize) this.#largestSize = group.size;
    // The size of a group changes by one, so the next lower size has a group unless the table is empty.
    else if (!this.#groupsBySize.has(this.#largestSize)) this.#largestSize -= 1;
  }
}
