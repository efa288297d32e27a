/** A value for a message, strings in quotes. Never throws, whatever the value does when it is looked at. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  try {
    return String(value);
  } catch {
    return 'something that has no text';
  }
}
