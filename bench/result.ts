import { ratio, type Timing } from './contest.ts';

/** One contender's line. */
export interface Row {
  readonly name: string;
  /** Nanoseconds. */
  readonly median: number;
  readonly best: number;
  /** Its time in times of ours. */
  readonly times: number;
}

/** What a comparison has to show. */
export interface Gate {
  readonly claim: string;
  readonly measured: number;
  readonly wanted: { readonly least: number } | { readonly most: number };
  /** What must hold for the figure to prove anything. */
  readonly proof?: { readonly claim: string; readonly measured: number; readonly least: number } | undefined;
}

/** What one comparison measured; the first row is ours. */
export interface Result {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly gates: readonly Gate[];
}

/** Rows for contenders by their names. `pieces`: how many pieces of work each did at a time. */
export function rowsOf(timings: Readonly<Record<string, Timing>>, ours: Timing, pieces = 1): readonly Row[] {
  return Object.entries(timings).map(([name, timing]) => ({
    name,
    median: timing.median / pieces,
    best: timing.best / pieces,
    times: ratio(timing, ours),
  }));
}

/** Whether the figure of a gate proves anything. */
export function counts({ proof }: Gate): boolean {
  return proof === undefined || proof.measured >= proof.least;
}

/** Whether a gate is held. One that proves nothing is not. */
export function isHeld(gate: Gate): boolean {
  const { measured, wanted } = gate;
  return counts(gate) && ('least' in wanted ? measured >= wanted.least : measured <= wanted.most);
}
