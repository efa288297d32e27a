import { DerTag } from './der-tag.ts';

/** An arc of 128 bits is a UUID below 2.25 (X.667 section 7); nothing in use is longer. */
const MAX_ARC_BYTES = 19;

/**
 * The contents of an OBJECT IDENTIFIER in dotted decimal; X.690 section 8.19. Throws what `malformed` returns: for no
 * arc at all, an arc that is padded or cut off, or one of more than 19 bytes.
 */
export function dottedIdentifier(contents: Uint8Array, malformed: (reason: string) => Error): string {
  const arcs: (number | bigint)[] = [];
  let start = 0;
  for (const [index, byte] of contents.entries()) {
    if (byte >= 0x80) continue;
    const arc = readArc(contents.subarray(start, index + 1), malformed);
    start = index + 1;
    if (arcs.length > 0) arcs.push(arc);
    else if (arc < 80) arcs.push(arc < 40 ? 0 : 1, Number(arc) % 40);
    else arcs.push(2, typeof arc === 'number' ? arc - 80 : arc - 80n);
  }
  if (arcs.length === 0 || start < contents.length) throw malformed('an object identifier is truncated');
  return arcs.join('.');
}

/** Seven bits of each byte, big-endian. */
function readArc(bytes: Uint8Array, malformed: (reason: string) => Error): number | bigint {
  if (bytes[0] === 0x80) throw malformed('an object identifier is padded');
  // A double holds 49 bits exactly.
  if (bytes.length <= 7) return bytes.reduce((value, byte) => value * 128 + (byte & 0x7f), 0);
  if (bytes.length > MAX_ARC_BYTES) throw malformed('an object identifier is too large');
  return bytes.reduce((value, byte) => value * 128n + BigInt(byte & 0x7f), 0n);
}

/** The forms of an object identifier in dotted decimal: two arcs or more, without leading zeros. */
const DOTTED = /^(?:[01]\.(?:[0-9]|[1-3][0-9])|2\.(?:0|[1-9][0-9]{0,8}))(?:\.(?:0|[1-9][0-9]{0,8}))*$/;

/**
 * The whole OBJECT IDENTIFIER element of an identifier in dotted decimal; X.690 section 8.19. Undefined: it is not one, an
 * arc has more than nine digits, or it has more than 127 bytes.
 */
export function encodeObjectIdentifier(dotted: string): Uint8Array | undefined {
  if (!DOTTED.test(dotted)) return undefined;
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  const contents = [first * 40 + second, ...others].flatMap(arcBytes);
  return contents.length > 127 ? undefined : Uint8Array.of(DerTag.OBJECT_IDENTIFIER, contents.length, ...contents);
}

/** Seven bits of the arc in each byte, big-endian; all but the last have the high bit. */
function arcBytes(arc: number): number[] {
  const bytes = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 | (rest % 128));
  return bytes;
}
