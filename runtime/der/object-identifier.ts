import { DerTag } from './der-tag.ts';

/** An arc of 128 bits is a UUID below 2.25 (X.667 section 7); nothing in use is longer. */
const MAX_ARC_BYTES = 19;

/**
 * The contents of an OBJECT IDENTIFIER, `bytes[from, to)`, in dotted decimal; X.690 section 8.19. Throws what `malformed`
 * returns: for no arc at all, an arc that is padded or cut off, or one of more than 19 bytes.
 */
export function dottedIdentifier(
  bytes: Uint8Array,
  from: number,
  to: number,
  malformed: (reason: string) => Error,
): string {
  let text = '';
  let start = from;
  for (let at = from; at < to; at++) {
    if ((bytes[at] as number) >= 0x80) continue;
    const arc = readArc(bytes, start, at + 1, malformed);
    if (start > from) text += `.${arc}`;
    else if (typeof arc === 'bigint') text = `2.${arc - 80n}`;
    else text = arc < 40 ? `0.${arc}` : arc < 80 ? `1.${arc - 40}` : `2.${arc - 80}`;
    start = at + 1;
  }
  if (text === '' || start < to) throw malformed('an object identifier is truncated');
  return text;
}

/** Seven bits of each byte, big-endian. */
function readArc(bytes: Uint8Array, from: number, to: number, malformed: (reason: string) => Error): number | bigint {
  if (bytes[from] === 0x80) throw malformed('an object identifier is padded');
  // A double holds 49 bits exactly.
  if (to - from <= 7) {
    let arc = 0;
    for (let at = from; at < to; at++) arc = arc * 128 + ((bytes[at] as number) & 0x7f);
    return arc;
  }
  if (to - from > MAX_ARC_BYTES) throw malformed('an object identifier is too large');
  let arc = 0n;
  for (let at = from; at < to; at++) arc = arc * 128n + BigInt((bytes[at] as number) & 0x7f);
  return arc;
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
