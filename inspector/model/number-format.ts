// Formats times and counts for the page.

/** Formats a time in milliseconds: `12.4 ms`, `1.20 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds.toFixed(milliseconds < 100 && !Number.isInteger(milliseconds) ? 1 : 0)} ms`;
}

/** Formats a count with a narrow space between thousands, independent of the locale: `1 368`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
