/**
 * The wall clock as the core wants it: fractional milliseconds since the Unix epoch that never go back, so that
 * cookies mean the same in two processes and a corrected system clock confuses no timer.
 */
export function clock(): number {
  return performance.timeOrigin + performance.now();
}
