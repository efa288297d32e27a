/** One side of a comparison: does its work `times` times. */
export type Contender = (times: number) => void;

/** What one contender took, in nanoseconds for one piece of work. */
export interface Timing {
  readonly best: number;
  readonly median: number;
  /** Round by round, in the order they were run. */
  readonly rounds: readonly number[];
}

/** Rounds are short, so that most pass undisturbed by whatever else the machine does. */
const ROUND_MILLISECONDS = 1.5;
const ROUNDS = 300;
/** Long enough for the engine to have optimised what will be measured. */
const WARM_UP_MILLISECONDS = 150;

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
  return Object.fromEntries(names.map((name, index) => [name, timingOf(samples[index] ?? [])])) as Record<Name, Timing>;
}

/** Work done again and again; `useful` keeps the engine from leaving it out. */
export function repeat(work: () => unknown): Contender {
  return (times) => {
    let last: unknown;
    for (let count = 0; count < times; count++) last = work();
    useful(last);
  };
}

let kept: unknown;

function useful(value: unknown): void {
  kept = value ?? kept;
}

export function timingOf(rounds: readonly number[]): Timing {
  return { best: Math.min(...rounds), median: median(rounds), rounds };
}

/**
 * How many times as long `slow` takes as `fast`: the median of the quotients of rounds that ran side by side, which a
 * disturbance of some rounds does not move.
 */
export function ratio(slow: Timing, fast: Timing): number {
  return median(slow.rounds.map((each, round) => each / (fast.rounds[round] ?? Number.NaN)));
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Warms a contender up and finds how often it fits into one round. */
function lotFor(contender: Contender): number {
  const start = performance.now();
  for (let times = 16; ; times *= 2) {
    const begin = performance.now();
    contender(times);
    const now = performance.now();
    if (now - start >= WARM_UP_MILLISECONDS) {
      return Math.max(1, Math.ceil((times * ROUND_MILLISECONDS) / (now - begin)));
    }
  }
}
