// The results of comparisons and the gates that they must pass.
import { ratio, type Timing } from './measurement.ts';

/** The measured times of one task. */
export interface Row {
  readonly name: string;
  /** Nanoseconds per operation. */
  readonly median: number;
  readonly best: number;
  /** Ratio of its time to that of our implementation. */
  readonly ratio: number;
}

/** A requirement on a measured ratio. */
export interface Gate {
  readonly claim: string;
  readonly measured: number;
  readonly limit: { readonly min: number } | { readonly max: number };
  /** The condition under which the ratio is significant. */
  readonly condition?: { readonly claim: string; readonly measured: number; readonly min: number } | undefined;
}

/** The result of one comparison. The first row is our implementation. */
export interface Result {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly gates: readonly Gate[];
}

/** Rows by task name. `operations`: number of operations in one call of a task. */
export function rowsOf(timings: Readonly<Record<string, Timing>>, ours: Timing, operations = 1): readonly Row[] {
  return Object.entries(timings).map(([name, timing]) => ({
    name,
    median: timing.median / operations,
    best: timing.best / operations,
    ratio: ratio(timing, ours),
  }));
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
