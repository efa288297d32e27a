/** Bytes of an IPv6 address. An IPv4 address has the form of one: `::ffff:192.0.2.1`. */
export const ADDRESS_BYTES = 16;

const DOT = 0x2e;
const COLON = 0x3a;
const PERCENT = 0x25;
const ZERO = 0x30;

/** Where the address ends in the text: at its zone, `fe80::1%eth0`, or at the end of the text. */
export function addressEnd(text: string): number {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) === PERCENT) return index;
  return text.length;
}

/**
 * Writes the address `text[0, end)` as 16 bytes, an IPv4 address in its mapped form, and allocates nothing. Returns the
 * family of the text; 0: it is not an IP address, and `into` has any bytes.
 */
export function parseAddress(text: string, end: number, into: Uint8Array): 0 | 4 | 6 {
  for (let index = 0; index < ADDRESS_BYTES; index++) into[index] = 0;
  for (let index = 0; index < end; index++) {
    if (text.charCodeAt(index) === COLON) return parseIPv6(text, end, into) ? 6 : 0;
  }
  into[10] = 0xff;
  into[11] = 0xff;
  return parseIPv4(text, 0, end, into, 12) ? 4 : 0;
}

/** Whether the 16 bytes are an IPv4 address in its mapped form. */
export function isMapped(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < 10; index++) if (bytes[at + index] !== 0) return false;
  return bytes[at + 10] === 0xff && bytes[at + 11] === 0xff;
}

function parseIPv4(text: string, start: number, end: number, into: Uint8Array, at: number): boolean {
  let from = start;
  for (let part = 0; part < 4; part++) {
    let value = 0;
    let next = from;
    while (next < end) {
      const digit = text.charCodeAt(next) - ZERO;
      if (digit < 0 || digit > 9) break;
      // Without leading zeros, which some programs take for octal numbers.
      if ((value === 0 && next > from) || value > 25) return false;
      value = 10 * value + digit;
      next += 1;
    }
    if (next === from || value > 255) return false;
    into[at + part] = value;
    if (part < 3 && (next === end || text.charCodeAt(next) !== DOT)) return false;
    from = next + 1;
  }
  return from === end + 1;
}

function parseIPv6(text: string, end: number, into: Uint8Array): boolean {
  let group = 0;
  /** The group at which `::` stands; -1: it does not. */
  let gap = -1;
  let index = 0;
  if (text.charCodeAt(0) === COLON) {
    if (end < 2 || text.charCodeAt(1) !== COLON) return false;
    gap = 0;
    index = 2;
  }
  while (index < end) {
    const start = index;
    let value = 0;
    for (let digit = hexDigit(text, index, end); digit >= 0; digit = hexDigit(text, index, end)) {
      value = 16 * value + digit;
      index += 1;
    }
    if (index < end && text.charCodeAt(index) === DOT) {
      if (group > 6 || !parseIPv4(text, start, end, into, 2 * group)) return false;
      group += 2;
      break;
    }
    if (index === start || index - start > 4 || group === 8) return false;
    into[2 * group] = value >> 8;
    into[2 * group + 1] = value;
    group += 1;
    if (index === end) break;
    if (text.charCodeAt(index) !== COLON) return false;
    index += 1;
    if (index === end) return false;
    if (text.charCodeAt(index) === COLON) {
      if (gap >= 0) return false;
      gap = group;
      index += 1;
    }
  }
  if (gap < 0) return group === 8;
  if (group === 8) return false;
  // What follows the gap is at the end.
  into.copyWithin(2 * (8 - group + gap), 2 * gap, 2 * group);
  into.fill(0, 2 * gap, 2 * (8 - group + gap));
  return true;
}

/** -1: there is none. */
function hexDigit(text: string, index: number, end: number): number {
  if (index >= end) return -1;
  const code = text.charCodeAt(index);
  if (code >= ZERO && code <= 0x39) return code - ZERO;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

/** The text of the 16 bytes of an IPv6 address, as inet_ntop writes it (RFC 5952). */
export function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, index) => (byteAt(bytes, 2 * index) << 8) | byteAt(bytes, 2 * index + 1),
  );
  const [start, length] = longestZeros(groups);
  if (start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff))) {
    const prefix = length === 6 ? '::' : '::ffff:';
    return prefix + ipv4Text(bytes.subarray(12));
  }
  const texts = groups.map((group) => group.toString(16));
  if (length < 2) return texts.join(':');
  return `${texts.slice(0, start).join(':')}::${texts.slice(start + length).join(':')}`;
}

export function ipv4Text(bytes: Uint8Array): string {
  return `${byteAt(bytes, 0)}.${byteAt(bytes, 1)}.${byteAt(bytes, 2)}.${byteAt(bytes, 3)}`;
}

/** Start and length of the first of the longest runs of zeros. */
function longestZeros(groups: readonly number[]): [start: number, length: number] {
  let best: [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (end < groups.length && groups[end] === 0) end++;
    if (end - start > best[1]) best = [start, end - start];
  }
  return best;
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}
