import { type Linked, LinkedList } from './linked-list.ts';

interface Member<T> extends Linked<Member<T>> {
  readonly of: T;
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
export interface Grace {
  /** From one more of its own prefix. */
  readonly own: number;
  /** From others, where every prefix holds one member. */
  readonly others: number;
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
  readonly #grace: Grace;
  readonly #members = new Map<T, Member<T>>();
  readonly #groups = new Map<string, Group<T>>();
  /** Groups by their size; no list is empty. */
  readonly #levels = new Map<number, LinkedList<Group<T>>>();
  #largest = 0;

  /** `capacity`: members. */
  constructor(capacity: number, grace: Grace) {
    this.#capacity = capacity;
    this.#grace = grace;
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
      group = { prefix, members: new LinkedList(), size: 0, before: undefined, after: undefined };
      this.#groups.set(prefix, group);
    }
    const entry: Member<T> = { of: member, group, since: now, before: undefined, after: undefined };
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
    this.#levels.get(1)?.remove(group);
    this.#levels.get(1)?.append(group);
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
  admits(prefix: string, now: number): boolean {
    return !this.full || this.displaced(prefix, now) !== undefined;
  }

  /** Who gives way to one more from this prefix when the table is full; undefined: nobody does. */
  displaced(prefix: string, now: number): T | undefined {
    const own = this.#groups.get(prefix);
    const greediest = this.#levels.get(this.#largest)?.first;
    if ((own?.size ?? 0) + 1 < this.#largest) return greediest?.members.first?.of;
    const oldest = (own ?? greediest)?.members.first;
    const grace = own === undefined ? this.#grace.others : this.#grace.own;
    return oldest !== undefined && now - oldest.since >= grace ? oldest.of : undefined;
  }

  /** The oldest member of the prefix that holds most, if that holds more than `floor`. */
  oldestAbove(floor: number): T | undefined {
    return this.#largest > floor ? this.#levels.get(this.#largest)?.first?.members.first?.of : undefined;
  }

  #resize(group: Group<T>, by: 1 | -1): void {
    const former = this.#levels.get(group.size);
    if (group.size > 0 && former !== undefined) {
      former.remove(group);
      if (former.first === undefined) this.#levels.delete(group.size);
    }
    group.size += by;
    if (group.size > 0) {
      let level = this.#levels.get(group.size);
      if (level === undefined) {
        level = new LinkedList();
        this.#levels.set(group.size, level);
      }
      level.append(group);
    }
    if (group.size > this.#largest) this.#largest = group.size;
    // A group moves by one, so the next level down is never empty but at the end.
    else if (!this.#levels.has(this.#largest)) this.#largest -= 1;
  }
}
