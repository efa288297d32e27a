// The results of comparisons and the gates that they must pass.
import { quartiles, ratio, type Timing } from './measurement.ts';

/** The measured values of one contender. */
export interface Row {
  /** In JSON. */
  readonly key: string;
  /** In tables. */
  readonly name: string;
  /** In the unit of the result. */
  readonly median: number;
  readonly best: number;
  /** First and third quartile. */
  readonly low: number;
  readonly high: number;
  /**
   * Above 1: our implementation is faster by this factor. The time of the contender divided by ours, or our rate divided
   * by that of the contender.
   */
  readonly ratio: number;
  /** Further medians, by name with unit: `sender CPU µs`. */
  readonly details?: Readonly<Record<string, number>>;
}

/** A requirement on a measured ratio. */
export interface Gate {
  readonly claim: string;
  readonly measured: number;
  readonly limit: { readonly min: number } | { readonly max: number };
  /** After the numbers. Default `x`. */
  readonly unit?: ' bytes' | ' ms' | ' %' | '';
  /** The condition under which the ratio is significant. */
  readonly condition?: { readonly claim: string; readonly measured: number; readonly min: number } | undefined;
}

/** `ns`: time of an operation. The others are rates: operations per second, or thousands of messages per second. */
export type Unit = 'ns' | 'µs' | '1/s' | 'kpps' | 'bytes' | 'ms' | 'deoptimizations' | '% of a core';

/** A contender that could not run, and why. */
export interface Missing {
  readonly name: string;
  readonly reason: string;
}

/** The result of one comparison. The first row is our implementation. */
export interface Result {
  /** Prefix of keys in JSON, where a layer has several comparisons; else empty. */
  readonly key: string;
  readonly title: string;
  readonly unit: Unit;
  readonly rows: readonly Row[];
  readonly gates: readonly Gate[];
  /** Ratios besides those of the rows, by key. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly missing: readonly Missing[];
}

/** A result in nanoseconds, or the given unit. `operations`: number of operations in one call of a task. */
export function timedResult(
  given: Pick<Result, 'key' | 'title'> & Partial<Result> & { readonly keys?: Keys },
  timings: Readonly<Record<string, Timing>>,
  ours: Timing,
  operations = 1,
): Result {
  const { keys, ...result } = given;
  const rows = rowsOf(timings, ours, operations, keys);
  return { unit: 'ns', rows, gates: [], ratios: {}, missing: [], ...result };
}

/** The keys of tasks in JSON, by name, where they are not made from the names. */
type Keys = Readonly<Record<string, string>>;

/** Rows by task name. `operations`: number of operations in one call of a task. */
export function rowsOf(
  timings: Readonly<Record<string, Timing>>,
  ours: Timing,
  operations = 1,
  keys: Keys = {},
): readonly Row[] {
  return Object.entries(timings).map(([name, timing]) => {
    const [low, high] = quartiles(timing.rounds);
    return {
      key: keys[name] ?? keyOf(name),
      name,
      median: timing.median / operations,
      best: timing.best / operations,
      low: low / operations,
      high: high / operations,
      ratio: ratio(timing, ours),
    };
  });
}

/** `handwritten, one pass`: `handwrittenOnePass`. */
export function keyOf(name: string): string {
  return name.replace(/[^A-Za-z0-9]+([A-Za-z0-9]|$)/g, (_, next: string) => next.toUpperCase());
}

/** Whether more is better. */
export function isRate(unit: Unit): boolean {
  return unit === '1/s' || unit === 'kpps';
}

/** Whether the condition of the gate is met. */
export function isSignificant({ condition }: Gate): boolean {
  return condition === undefined || condition.measured >= condition.min;
}

/** Whether the gate passes. A gate whose condition is not met does not pass. */
export function isPassed(gate: Gate): boolean {
  const { measured, limit } = gate;
  return isSignificant(gate) && ('min' in limit ? measured >= limit.min : measured <= limit.max);
}
