const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** What URL parsers and C libraries read as a part of an IPv4 address: `127.1`, `0x7f.1`. */
const NUMBER = /^(?:\d+|0x[0-9a-f]*)$/;

/**
 * Whether `name` is the name of a host in ASCII, lower case, without a final dot: labels of letters, digits, hyphens
 * and underscores (RFC 1123 section 2.1, and names in use). The last label is not a number, so the name is not an
 * address.
 */
export function isHostName(name: string): boolean {
  if (name.length > 253) return false;
  const labels = name.split('.');
  return labels.every((label) => LABEL.test(label)) && !NUMBER.test(labels.at(-1) ?? '');
}
