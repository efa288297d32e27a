/** How early the connections of a listener are compacted when many of them have their parts. */
interface IdleTimes {
  /** Connections with parts that may all be idle for as long as the option says. */
  readonly few: number;
  /** Milliseconds: what one of any number may be idle at least, unless the option says less. */
  readonly least: number;
}

/** One that was never compacted: whether it will be used again soon is not known, and to be wrong costs 50 us once. */
const NEW: IdleTimes = { few: 32, least: 250 };
/** One that was restored, and would be again for each message if the time were shorter than that between two of them. */
const USED: IdleTimes = { few: 128, least: 1000 };

/**
 * How long a connection may be idle until it is compacted, in milliseconds. `live`: the connections that have their parts, some
 * 20 to 50 KB each. A server that accepts a thousand clients a second would have ten thousand of them with ten seconds, and the
 * process keeps the memory. So the time shrinks as their number grows, and the number grows with the square root of the rate.
 */
export function idleTime(compactAfter: number, live: number, isNew: boolean): number {
  const { few, least } = isNew ? NEW : USED;
  if (live <= few || compactAfter <= least) return compactAfter;
  return Math.max(least, Math.ceil((compactAfter * few) / live));
}
