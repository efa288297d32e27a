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

/** How long a member is safe from prefixes that hold as much, in milliseconds since it was added or refreshed. */
export interface EvictionProtection {
  /** From one more of its own prefix. */
  readonly samePrefix: number;
  /** From others, where every prefix holds one member. */
  readonly otherPrefixes: number;
}

/**
 * A bounded table that source prefixes share. While there is room anybody may have as much of it as it likes. When it
 * is full, the oldest member of the prefix that holds most gives way, as long as that makes the shares more even.
 * Where it would not, the oldest of the same prefix gives way after `grace.own`, or, if all prefixes hold one member, the
 * oldest of all after `grace.others`.
 *
 * Every operation takes constant time, whatever the size.
 */
export class PrefixShares<T> {
  readonly #capacity: number;
  readonly #protection: EvictionProtection;
  readonly #members = new Map<T, Member<T>>();
  readonly #groups = new Map<string, Group<T>>();
  /** Groups by their size; no list is empty. */
  readonly #groupsBySize = new Map<number, LinkedList<Group<T>>>();
  #largestSize = 0;

  /** `capacity`: members. */
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

  /** Makes it the youngest of its prefix. Without effect for what is no member. */
  refresh(member: T, now: number): void {
    const entry = this.#members.get(member);
    if (entry === undefined) return;
    entry.since = now;
    const { group } = entry;
    group.members.remove(entry);
    group.members.append(entry);
    // The groups of one member are in the order of their ages, as far as they did not shrink to it.
    if (group.size > 1) return;
    this.#groupsBySize.get(1)?.remove(group);
    this.#groupsBySize.get(1)?.append(group);
  }

  /** Without effect for what is no member. */
  remove(member: T): void {
    const entry = this.#members.get(member);
    if (entry === undefined) return;
    const { group } = entry;
    this.#members.delete(member);
    group.members.remove(entry);
    this.#resize(group, -1);
    if (group.size === 0) this.#groups.delete(group.prefix);
  }

  /** Whether one more from this prefix could be added now, in place of another if need be. */
  hasRoomFor(prefix: string, now: number): boolean {
    return !this.full || this.evictionCandidate(prefix, now) !== undefined;
  }

  /** Who gives way to one more from this prefix when the table is full; undefined: nobody does. */
  evictionCandidate(prefix: string, now: number): T | undefined {
    const own = this.#groups.get(prefix);
    const largestGroup = this.#groupsBySize.get(this.#largestSize)?.first;
    if ((own?.size ?? 0) + 1 < this.#largestSize) return largestGroup?.members.first?.value;
    const oldest = (own ?? largestGroup)?.members.first;
    const protection = own === undefined ? this.#protection.otherPrefixes : this.#protection.samePrefix;
    return oldest !== undefined && now - oldest.since >= protection ? oldest.value : undefined;
  }

  /** The oldest member of the prefix that holds most, if that holds more than `floor`. */
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
    // A group moves by one, so the next level down is never empty but at the end.
    else if (!this.#groupsBySize.has(this.#largestSize)) this.#largestSize -= 1;
  }
}
