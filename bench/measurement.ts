// Measures the time of tasks and compares it.

/** One implementation in a comparison: runs its operation `times` times. */
export type Task = (times: number) => void;

/** Measured times of one task, in nanoseconds per operation. */
export interface Timing {
  readonly best: number;
  readonly median: number;
  /** One value for each round, in the order of the rounds. */
  readonly rounds: readonly number[];
}

/** Duration of a round in milliseconds: short, so that most rounds are not interrupted by other processes. */
const ROUND_MS = 1.5;
/** Milliseconds of measurement for one task. */
const MEASURED_MS = 450;
/** Milliseconds in which the engine optimises a task before the measurement: enough for a few small functions. */
const WARM_UP_MS = 150;

/** How long tasks are measured. */
export interface MeasureOptions {
  /** Milliseconds that each task runs before the measurement. Default 150; not longer than `measuredMs` when that is given. */
  readonly warmUpMs?: number | undefined;
  /** Milliseconds of measurement for each task. Default 450. */
  readonly measuredMs?: number | undefined;
}

/**
 * Measures tasks alternately, one round each, in one process, so that other processes affect all tasks equally. Compare
 * the ratios, not the nanoseconds.
 */
export function measure<Name extends string>(
  tasks: Readonly<Record<Name, Task>>,
  { warmUpMs = WARM_UP_MS, measuredMs }: MeasureOptions = {},
): Record<Name, Timing> {
  const names = Object.keys(tasks) as Name[];
  const iterations = names.map((name) => calibrate(tasks[name], Math.min(warmUpMs, measuredMs ?? Infinity)));
  const rounds = Math.max(3, Math.round((measuredMs ?? MEASURED_MS) / ROUND_MS));
  const samples = names.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, name] of names.entries()) {
      const times = iterations[index] as number;
      const begin = performance.now();
      tasks[name](times);
      samples[index]?.push(((performance.now() - begin) * 1e6) / times);
    }
  }
  return Object.fromEntries(names.map((name, index) => [name, timingOf(samples[index] ?? [])])) as Record<Name, Timing>;
}

/** A task that repeats `operation` and uses its result, because the engine removes code without an effect. */
export function repeat(operation: () => unknown): Task {
  return (times) => {
    let last: unknown;
    for (let count = 0; count < times; count++) last = operation();
    consume(last);
  };
}

let consumed: unknown;

function consume(value: unknown): void {
  consumed = value ?? consumed;
}

/** The timing of measured rounds, in nanoseconds per operation. */
export function timingOf(rounds: readonly number[]): Timing {
  return { best: Math.min(...rounds), median: median(rounds), rounds };
}

/**
 * The time of `numerator` divided by that of `denominator`: the median of the quotients of corresponding rounds, which
 * a disturbance of some rounds does not change. Rounds that only one of them has are ignored.
 */
export function ratio(numerator: Timing, denominator: Timing): number {
  const common = Math.min(numerator.rounds.length, denominator.rounds.length);
  const rounds = numerator.rounds.slice(0, common);
  return median(rounds.map((each, round) => each / (denominator.rounds[round] as number)));
}

/** The middle value; of an even number of values the upper one. NaN for none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** First and third quartile. NaN for none. */
export function quartiles(values: readonly number[]): [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b);
  const last = sorted.length - 1;
  return [sorted[Math.round(last / 4)] ?? Number.NaN, sorted[Math.round((last * 3) / 4)] ?? Number.NaN];
}

/** Warms a task up and returns the number of operations in one round, from 1. */
function calibrate(task: Task, warmUpMs: number): number {
  const start = performance.now();
  for (let times = 16; ; times *= 2) {
    const begin = performance.now();
    task(times);
    const now = performance.now();
    if (now - start >= warmUpMs) {
      return Math.max(1, Math.ceil((times * ROUND_MS) / (now - begin)));
    }
  }
}
