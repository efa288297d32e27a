import { Diagnostics } from '../../lint/diagnostics.ts';
import type { Chart } from '../../model/chart.ts';
import type { SourceFile } from '../../model/source-file.ts';
import { readChart } from '../../read/chart.ts';
import { planDrawing } from './drawing-plan.ts';
import { layOut } from './layout.ts';
import { svgText } from './svg.ts';

/** A chart together with its picture. */
export interface DrawnChart extends Chart {
  readonly svg: string;
}

/** The chart as standalone SVG; the same chart gives the same bytes. */
export async function drawChart(chart: Chart): Promise<string> {
  return svgText(chart, await layOut(planDrawing(chart)));
}

/**
 * Every chart of one protocol, drawn, in the order of `sources`, which may hold other specs too.
 *
 * @throws {SpecError} for the first thing that is wrong with a chart.
 */
export async function drawCharts(sources: readonly SourceFile[], protocol: string): Promise<readonly DrawnChart[]> {
  const diagnostics = new Diagnostics();
  const drawn: DrawnChart[] = [];
  for (const file of sources) {
    if (!file.path.startsWith(`spec/${protocol}/charts/`) || !file.path.endsWith('.chart.ts')) continue;
    const chart = readChart(file, diagnostics);
    const [complaint] = diagnostics.errors;
    if (complaint !== undefined) throw complaint;
    if (chart !== undefined) drawn.push({ ...chart, svg: await drawChart(chart) });
  }
  return drawn;
}
