import type { Chart } from '../../model/chart.ts';
import { planDrawing } from './drawing-plan.ts';
import { layOut } from './layout.ts';
import { svgText } from './svg.ts';

/** The chart as standalone SVG; the same chart gives the same bytes. */
export async function drawChart(chart: Chart): Promise<string> {
  return svgText(chart, await layOut(planDrawing(chart)));
}
