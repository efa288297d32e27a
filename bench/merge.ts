import { median, quartiles } from './measurement.ts';
import { isRate, type Result } from './result.ts';

/**
 * Merges the results of several runs, each in a process of its own, because the engine optimises the same code
 * differently in different processes. One run is returned as it is. Values are medians; `best` is the best of all runs, the quartiles are those of the
 * runs' medians.
 */
export function merge(runs: readonly (readonly Result[])[]): readonly Result[] {
  const [first = []] = runs;
  if (runs.length === 1) return first;
  return first.map((result, index): Result => {
    const each = runs.map((run) => run[index]);
    return {
      ...result,
      rows: result.rows.map((row, position) => {
        const lines = each.flatMap((other) => other?.rows[position] ?? []);
        const medians = lines.map((line) => line.median);
        const [low, high] = quartiles(medians);
        const best = lines.map((line) => line.best);
        return {
          ...row,
          median: median(medians),
          best: isRate(result.unit) ? Math.max(...best) : Math.min(...best),
          low,
          high,
          ratio: median(lines.map((line) => line.ratio)),
          ...(row.details && { details: mergeFigures(lines.map((line) => line.details ?? {})) }),
        };
      }),
      gates: result.gates.map((gate, position) => {
        const values = each.flatMap((other) => other?.gates[position] ?? []);
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
      ratios: mergeFigures(each.map((other) => other?.ratios ?? {})),
    };
  });
}

/** The median of each figure. */
function mergeFigures(runs: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const keys = Object.keys(runs[0] ?? {});
  return Object.fromEntries(keys.map((key) => [key, median(runs.flatMap((run) => run[key] ?? []))]));
}
