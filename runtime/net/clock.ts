const ORIGIN = performance.timeOrigin;

/**
 * The time of the core: fractional milliseconds that never decrease, so that a change of the system clock or a suspended
 * machine has no effect on timers. It starts at the date of the process start and may differ from the date later.
 */
export function clock(): number {
  return ORIGIN + performance.now();
}

/** The date, in milliseconds since the Unix epoch. It may jump in either direction. */
export function wallClock(): number {
  return Date.now();
}
