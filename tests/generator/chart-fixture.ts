import { readdirSync, readFileSync } from 'node:fs';
import { lintChart } from '../../generator/lint/chart.ts';
import { Diagnostics } from '../../generator/lint/diagnostics.ts';
import type { Chart } from '../../generator/model/chart.ts';
import { readChart } from '../../generator/read/chart.ts';

/** Reads a chart from its text; throws what is wrong with it. */
export function chartOf(path: string, text: string): Chart {
  const diagnostics = new Diagnostics();
  const chart = readChart({ path, text }, diagnostics);
  if (chart === undefined) throw new AggregateError(diagnostics.errors, diagnostics.errors.map(String).join('\n'));
  return chart;
}

/** Everything the reader and the lint have to say about a text, as it is shown to the user. */
export function complaintsAbout(path: string, text: string, alerts?: ReadonlySet<string>): readonly string[] {
  const diagnostics = new Diagnostics();
  const chart = readChart({ path, text }, diagnostics);
  if (chart !== undefined) lintChart(chart, diagnostics, alerts === undefined ? {} : { alerts });
  return diagnostics.errors.map(({ message }) => message);
}

const chartFolder = 'spec/dtls13/charts';

/** The charts of DTLS 1.3, as they stand in the specification. */
export const specCharts: readonly Chart[] = readdirSync(chartFolder)
  .filter((name) => name.endsWith('.chart.ts'))
  .map((name) => chartOf(`${chartFolder}/${name}`, readFileSync(`${chartFolder}/${name}`, 'utf8')));
