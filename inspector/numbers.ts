/** `12.4 ms`, `1.20 s`: a point in time or a stretch of it, from milliseconds. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds.toFixed(milliseconds < 100 && !Number.isInteger(milliseconds) ? 1 : 0)} ms`;
}

/** `1 368`: thousands apart by a narrow space, in every locale alike. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
