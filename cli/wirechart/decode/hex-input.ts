/**
 * Bytes from hexadecimal digits, with or without spaces, colons, commas and `0x`. Undefined: other characters, or an odd
 * number of digits.
 */
export function parseHex(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(/0x|[\s:,;_-]/gi, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) return undefined;
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}
