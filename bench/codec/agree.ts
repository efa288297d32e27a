import { isDeepStrictEqual } from 'node:util';

/**
 * Throws unless everything in our tree stands in Kaitai's under the same name. That one has more: lengths, constants,
 * list wrappers around their `items`, and two halves where we have one 48-bit number.
 */
export function agree(ours: unknown, official: unknown, path: string): void {
  if (Array.isArray(ours)) {
    const items: unknown = Array.isArray(official) ? official : property(official, 'items');
    if (!Array.isArray(items) || items.length !== ours.length) throw differ(path);
    for (const [index, item] of ours.entries()) agree(item, items[index], `${path}[${index}]`);
  } else if (typeof ours === 'object' && ours !== null && !(ours instanceof Uint8Array)) {
    for (const [key, value] of Object.entries(ours)) {
      // The name of a case is ours alone: the tag decides it, and that is compared through the content.
      if (key !== 'kind') agree(value, property(official, key), `${path}.${key}`);
    }
  } else if (typeof ours === 'number' && typeof official === 'object') {
    const [high, low] = [property(official, 'high'), property(official, 'low')];
    if (Number(high) * 2 ** 32 + Number(low) !== ours) throw differ(path);
  } else if (!isDeepStrictEqual(ours, official)) throw differ(path);
}

function property(of: unknown, key: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Readonly<Record<string, unknown>>)[key] : undefined;
}

function differ(path: string): Error {
  return new Error(`the decoders disagree on ${path}: nothing is measured`);
}

/** Throws unless two trees of ours are the same in every property. */
export function same(actual: unknown, expected: unknown, name: string): void {
  if (!isDeepStrictEqual(actual, expected)) throw new Error(`${name} gives another result: nothing is measured`);
}
