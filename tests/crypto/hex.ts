/** The bytes that the hexadecimal digits spell; white space is for the eye. */
export function hex(digits: string): Uint8Array {
  const dense = digits.replaceAll(/\s/g, '');
  if (!/^(?:[0-9a-f]{2})*$/i.test(dense)) throw new Error(`not hexadecimal: ${digits.slice(0, 80)}`);
  return Uint8Array.from(Buffer.from(dense, 'hex'));
}

/** The digits that spell the bytes; what assertions compare, because a failure then shows both sides. */
export function digits(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('hex');
}
