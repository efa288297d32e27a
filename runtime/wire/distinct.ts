import { illegalValue } from './refusal.ts';

/** Below this, comparing each with each is cheaper than a Set. */
const FEW = 8;

/**
 * Throws ERR_WIRE_ILLEGAL_VALUE when two elements have the same tag.
 * Linear for long lists: the list may come from an attacker.
 */
export function requireDistinct<T>(items: readonly T[], tagOf: (item: T) => number | bigint, field: string): void {
  if (items.length > FEW) {
    const seen = new Set<number | bigint>();
    for (const item of items) {
      const tag = tagOf(item);
      if (seen.has(tag)) throw duplicate(field, tag);
      seen.add(tag);
    }
    return;
  }
  for (const [index, item] of items.entries()) {
    const tag = tagOf(item);
    for (let earlier = 0; earlier < index; earlier++) {
      const other = items[earlier];
      if (other !== undefined && tagOf(other) === tag) throw duplicate(field, tag);
    }
  }
}

function duplicate(field: string, tag: number | bigint): Error {
  return illegalValue(field, `${tag} occurs more than once`);
}
