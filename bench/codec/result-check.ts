// Checks that implementations give the same result before they are measured.
import { isDeepStrictEqual } from 'node:util';

/**
 * Throws unless each property of our tree has the same value in Kaitai's tree. Kaitai's tree has more: lengths,
 * constants, list objects with `items`, and two halves of a 48-bit number.
 */
export function requireEquivalent(ours: unknown, kaitai: unknown, path: string): void {
  if (Array.isArray(ours)) {
    const items: unknown = Array.isArray(kaitai) ? kaitai : property(kaitai, 'items');
    if (!Array.isArray(items) || items.length !== ours.length) throw difference(path);
    for (const [index, item] of ours.entries()) requireEquivalent(item, items[index], `${path}[${index}]`);
  } else if (typeof ours === 'object' && ours !== null && !(ours instanceof Uint8Array)) {
    for (const [key, value] of Object.entries(ours)) {
      // Kaitai has no `kind`. It follows from the type, and the content is compared.
      if (key !== 'kind') requireEquivalent(value, property(kaitai, key), `${path}.${key}`);
    }
  } else if (typeof ours === 'number' && typeof kaitai === 'object') {
    const [high, low] = [property(kaitai, 'high'), property(kaitai, 'low')];
    if (Number(high) * 2 ** 32 + Number(low) !== ours) throw difference(path);
  } else if (!isDeepStrictEqual(ours, kaitai)) throw difference(path);
}

function property(of: unknown, key: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Readonly<Record<string, unknown>>)[key] : undefined;
}

function difference(path: string): Error {
  return new Error(`the decoders disagree on ${path}: nothing is measured`);
}

/** Throws unless two of our results are equal in every property. */
export function requireEqual(actual: unknown, expected: unknown, name: string): void {
  if (!isDeepStrictEqual(actual, expected)) throw new Error(`${name} gives a different result: nothing is measured`);
}
