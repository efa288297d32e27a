import { illegalValue } from './refusal.ts';

/** Up to this many elements, comparing all pairs is faster than a Set. */
const FEW = 16;

/** Throws ERR_WIRE_ILLEGAL_VALUE when two elements of a list have the same tag. */
export function requireDistinct<T>(items: readonly T[], tagOf: (item: T) => number | bigint, field: string): void {
  if (items.length > 1) requireDistinctTags(items.map(tagOf), field);
}

/**
 * Throws ERR_WIRE_ILLEGAL_VALUE when two tags are equal. Linear in the length of long lists, because a list may come
 * from an attacker.
 */
export function requireDistinctTags(tags: readonly (number | bigint)[], field: string): void {
  if (tags.length > FEW) {
    requireDistinctMany(tags, field);
    return;
  }
  for (let i = 1; i < tags.length; i++) {
    for (let j = 0; j < i; j++) if (tags[i] === tags[j]) throw repeated(field, tags[i]);
  }
}

function requireDistinctMany(tags: readonly (number | bigint)[], field: string): void {
  const seen = new Set<number | bigint>();
  for (const tag of tags) {
    if (seen.has(tag)) throw repeated(field, tag);
    seen.add(tag);
  }
}

function repeated(field: string, tag: number | bigint | undefined): Error {
  return illegalValue(field, `${tag} occurs more than once`);
}
