import { readdirSync, readFileSync } from 'node:fs';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import { lintChart } from '../../../generator/lint/chart.ts';
import type { Chart } from '../../../generator/model/chart.ts';
import { readChart } from '../../../generator/read/chart.ts';

/** Reads a chart from its text. Throws its complaints. */
export function chartOf(path: string, text: string): Chart {
  const diagnostics = new Diagnostics();
  const chart = readChart({ path, text }, diagnostics);
  if (chart === undefined) throw new AggregateError(diagnostics.errors, diagnostics.errors.map(String).join('\n'));
  return chart;
}

/** All complaints of the reader and the lint, as shown to the user. */
export function complaintsAbout(path: string, text: string, alerts?: ReadonlySet<string>): readonly string[] {
  const diagnostics = new Diagnostics();
  const chart = readChart({ path, text }, diagnostics);
  if (chart !== undefined) lintChart(chart, diagnostics, alerts === undefined ? {} : { alerts });
  return diagnostics.errors.map(({ message }) => message);
}

/** The charts of DTLS 1.3. */
export const specCharts: readonly Chart[] = chartsIn('spec/dtls13/charts');

/** Charts that exist only for tests. */
export const fixtureCharts: readonly Chart[] = chartsIn('tests/generator/fixtures/charts');

function chartsIn(folder: string): readonly Chart[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.chart.ts'))
    .map((name) => chartOf(`${folder}/${name}`, readFileSync(`${folder}/${name}`, 'utf8')));
}
