import { drawChart } from '../../../../generator/emit/diagrams/draw-chart.ts';
import type { Chart } from '../../../../generator/model/chart.ts';

/** A chart as the generator draws it: what the inspector is given. */
export function pictureOf(chart: Chart): Promise<string> {
  return drawChart(chart);
}
