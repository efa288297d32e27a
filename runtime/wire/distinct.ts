import { illegalValue } from './refusal.ts';

/** Below this, comparing each with each is cheaper than a Set. */
const FEW = 16;

/**
 * Throws ERR_WIRE_ILLEGAL_VALUE when two elements have the same tag.
 * Linear for long lists: the list may come from an attacker.
 */
export function requireDistinct<T>(items: readonly T[], tagOf: (item: T) => number | bigint, field: string): void {
  const tags: (number | bigint)[] = [];
  const seen = items.length > FEW ? new Set<number | bigint>() : undefined;
  for (const item of items) {
    const tag = tagOf(item);
    if (seen === undefined ? tags.includes(tag) : seen.has(tag)) {
      throw illegalValue(field, `${tag} occurs more than once`);
    }
    if (seen === undefined) tags.push(tag);
    else seen.add(tag);
  }
}
