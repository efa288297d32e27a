const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const IPV6_GROUP = /^[0-9a-f]{1,4}$/i;

/**
 * The 4 or 16 bytes of iPAddress (RFC 5280 section 4.2.1.6) for an address in text form; undefined for any other text.
 */
export function addressBytes(text: string): Uint8Array | undefined {
  if (IPV4.test(text)) return Uint8Array.from(text.split('.'), Number);
  const [head = '', tail, ...more] = text.split('::');
  if (!text.includes(':') || more.length > 0) return undefined;
  const before = groups(head, tail === undefined);
  const after = groups(tail ?? '', true);
  if (before === undefined || after === undefined) return undefined;
  const gap = 16 - before.length - after.length;
  if (tail === undefined ? gap !== 0 : gap < 2) return undefined;
  return Uint8Array.from([...before, ...new Array<number>(gap).fill(0), ...after]);
}

/** Bytes of `a:b:c`; the last two groups of an address may be written as IPv4. */
function groups(text: string, atEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const list = text.split(':');
  for (const [index, group] of list.entries()) {
    if (IPV6_GROUP.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else if (atEnd && index === list.length - 1 && IPV4.test(group)) bytes.push(...group.split('.').map(Number));
    else return undefined;
  }
  return bytes;
}
