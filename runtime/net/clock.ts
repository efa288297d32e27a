/**
 * The time of the core: fractional milliseconds that never go back, so that a corrected system clock or a suspended
 * machine confuses no timer. It began at the date the process started and is not the date any more after either.
 */
export function clock(): number {
  return performance.timeOrigin + performance.now();
}

/** The date, in milliseconds since the Unix epoch. It may jump in either direction. */
export function wallClock(): number {
  return Date.now();
}
