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
  /** Why the figure proves nothing, if it does not. */
  readonly void?: string | undefined;
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

/** Whether a gate is held. A void one is not. */
export function isHeld({ measured, wanted, void: reason }: Gate): boolean {
  if (reason !== undefined) return false;
  return 'least' in wanted ? measured >= wanted.least : measured <= wanted.most;
}
