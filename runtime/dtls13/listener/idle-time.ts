/** Connections with parts that may all be idle for as long as the option says. */
export const FEW_CONNECTIONS = 128;
/** Milliseconds: what one of any number may be idle at least, unless the option says less. */
const LEAST_IDLE_TIME = 1000;

/**
 * How long a connection may be idle until it is compacted, in milliseconds. `live`: the connections that have their parts, some
 * 20 to 50 KB each. A server that accepts a thousand clients a second would have ten thousand of them with ten seconds, and the
 * process keeps the memory. So the time shrinks as their number grows, and the number grows with the square root of the rate.
 */
export function idleTime(compactAfter: number, live: number): number {
  if (live <= FEW_CONNECTIONS || compactAfter <= LEAST_IDLE_TIME) return compactAfter;
  return Math.max(LEAST_IDLE_TIME, Math.ceil((compactAfter * FEW_CONNECTIONS) / live));
}
