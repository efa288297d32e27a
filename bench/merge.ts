import { median } from './measurement.ts';
import type { Result } from './result.ts';

/**
 * Merges the results of several runs, each in a process of its own, because the engine optimises the same code
 * differently in different processes. Values are medians, `best` is the minimum.
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
          ratio: median(lines.map((line) => line.ratio)),
        };
      }),
      gates: gates.map((gate, position) => {
        const values = each.flatMap((result) => result?.gates[position] ?? []);
        const { condition } = gate;
        return {
          ...gate,
          measured: median(values.map(({ measured }) => measured)),
          condition: condition && {
            ...condition,
            measured: median(values.flatMap((other) => other.condition?.measured ?? [])),
          },
        };
      }),
    };
  });
}
