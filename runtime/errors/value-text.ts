/** A value for a message, strings in quotes. Never throws, even when the value throws on conversion. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  try {
    return String(value);
  } catch {
    return 'a value that cannot be converted to a string';
  }
}
