/** One side of a comparison: does its work `times` times. */
export type Contender = (times: number) => void;

/** Nanoseconds for one piece of work. */
export interface Timing {
  readonly best: number;
  readonly median: number;
}

/** Enough rounds for a median, each long enough for the clock. */
const ROUNDS = 15;
const ROUND_MILLISECONDS = 40;

/**
 * Times contenders in turns, round by round in one process, so that other work on the machine hits all alike: compare
 * the ratios, not the nanoseconds.
 */
export function compete<Name extends string>(contenders: Readonly<Record<Name, Contender>>): Record<Name, Timing> {
  const names = Object.keys(contenders) as Name[];
  const lots = names.map((name) => lotFor(contenders[name]));
  const samples = names.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, name] of names.entries()) {
      const times = lots[index] as number;
      const begin = performance.now();
      contenders[name](times);
      samples[index]?.push(((performance.now() - begin) * 1e6) / times);
    }
  }
  return Object.fromEntries(
    names.map((name, index) => {
      const sorted = (samples[index] ?? []).toSorted((a, b) => a - b);
      return [name, { best: sorted[0], median: sorted[sorted.length >> 1] }];
    }),
  ) as Record<Name, Timing>;
}

/** Warms a contender up and finds how often it fits into one round. */
function lotFor(contender: Contender): number {
  for (let times = 16; ; times *= 2) {
    const begin = performance.now();
    contender(times);
    const took = performance.now() - begin;
    if (took >= ROUND_MILLISECONDS / 2) return Math.ceil((times * ROUND_MILLISECONDS) / took);
  }
}
