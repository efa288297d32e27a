/** Labels of letters, digits, hyphens and underscores (RFC 1123 section 2.1, and names in use), no dot at the end. */
const HOST_NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.(?!$)|$))+$/i;
/** A last label that address parsers read as a number: `127.1`, `0x7f.1`. */
const ENDS_IN_NUMBER = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/i;

/** Whether `name` can be a host name in server_name: at most 253 bytes of ASCII, not an address; RFC 6066 section 3. */
export function isServername(name: string): boolean {
  return name.length <= 253 && HOST_NAME.test(name) && !ENDS_IN_NUMBER.test(name);
}
