import { drawChart } from '../../../../generator/emit/diagrams/draw-chart.ts';
import type { Chart } from '../../../../generator/model/chart.ts';

/** The diagram that the generator draws of a chart, as the inspector receives it. */
export function diagramOf(chart: Chart): Promise<string> {
  return drawChart(chart);
}
