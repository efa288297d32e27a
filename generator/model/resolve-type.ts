import type { SchemaType } from './schema.ts';

/** A built-in type name; undefined: the name is not built in. */
export type Primitive =
  | { readonly kind: 'integer'; readonly bits: number; readonly packed: boolean }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'unsupported'; readonly reason: string };

/** Reads `u1` to `u8` and `b1` to `b32`; gives a reason for other built-in types of Kaitai. */
export function primitive(name: string): Primitive | undefined {
  if (/^u[1248]$/.test(name)) return { kind: 'integer', bits: Number(name.slice(1)) * 8, packed: false };
  if (name === 'b1') return { kind: 'boolean' };
  const bits = Number(/^b([0-9]+)$/.exec(name)?.[1] ?? Number.NaN);
  if (bits >= 2 && bits <= 32) return { kind: 'integer', bits, packed: true };
  if (!Number.isNaN(bits)) return unsupported(`${name} is not supported: bit fields have 1 to 32 bits`);
  if (/^[usf][1248](le|be)$/.test(name)) {
    return unsupported(`${name} is not supported: set meta/endian to be and write ${name.slice(0, 2)}`);
  }
  if (/^b[0-9]+(le|be)$/.test(name)) return unsupported(`${name} is not supported: bit fields are big-endian`);
  if (/^s[1248]$/.test(name)) return unsupported(`signed numbers are not supported: use u${name.slice(1)}`);
  if (/^f[48]$/.test(name)) return unsupported('floating-point numbers are not supported');
  if (name === 'str' || name === 'strz') return unsupported('strings are not supported: leave the type out for bytes');
  return undefined;
}

/** Bits of the number of a `-wc-scalar` type; undefined if the type cannot be one. */
export function scalarBits(type: SchemaType): number | undefined {
  let bits = 0;
  for (const { type: part, condition, repeat, valid, size, enum: registry } of type.seq) {
    if (part?.kind !== 'type' || (condition ?? repeat ?? valid ?? size ?? registry) !== undefined) return undefined;
    const found = primitive(part.path.join('::'));
    if (found?.kind !== 'integer' || found.packed) return undefined;
    bits += found.bits;
  }
  return bits > 0 && bits <= 53 ? bits : undefined;
}

function unsupported(reason: string): Primitive {
  return { kind: 'unsupported', reason };
}
