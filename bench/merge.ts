import { median } from './contest.ts';
import type { Result } from './result.ts';

/**
 * One result out of those of several runs, each in a process of its own: the engine does not optimise the same code the
 * same way every time, so one run says little about the next. Medians throughout, the best of the best.
 */
export function merge(runs: readonly (readonly Result[])[]): readonly Result[] {
  const [first = []] = runs;
  return first.map(({ title, rows, gates }, index): Result => {
    const each = runs.map((run) => run[index]);
    return {
      title,
      rows: rows.map(({ name }, row) => {
        const lines = each.flatMap((result) => result?.rows[row] ?? []);
        return {
          name,
          median: median(lines.map((line) => line.median)),
          best: Math.min(...lines.map((line) => line.best)),
          times: median(lines.map((line) => line.times)),
        };
      }),
      gates: gates.map((gate, place) => {
        const same = each.flatMap((result) => result?.gates[place] ?? []);
        const { proof } = gate;
        return {
          ...gate,
          measured: median(same.map(({ measured }) => measured)),
          proof: proof && { ...proof, measured: median(same.flatMap((other) => other.proof?.measured ?? [])) },
        };
      }),
    };
  });
}
