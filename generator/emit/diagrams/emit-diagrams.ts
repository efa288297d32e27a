import { checkedCharts } from '../../lint/checked-charts.ts';
import { machineNames } from '../../names/machine-names.ts';
import type { Emitter } from '../emitter.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { drawChart } from './draw-chart.ts';
import { planDrawing } from './drawing-plan.ts';

/** Arrows of one diagram: ELK needs about ten seconds for this many. */
const MAX_ARROWS = 200;

/** `generated/<protocol>/diagrams/<chart>.svg` for each chart without mistakes. */
export const emitDiagrams: Emitter = async (protocol, { diagnostics }) => {
  const files: GeneratedFile[] = [];
  for (const chart of checkedCharts(protocol, diagnostics)) {
    const arrows = planDrawing(chart).arrows.length;
    if (arrows > MAX_ARROWS) {
      const reason = `${arrows} arrows are more than the ${MAX_ARROWS} of a diagram; split the chart`;
      diagnostics.report(chart.file, chart.root.offset, reason);
      continue;
    }
    files.push({
      path: `generated/${protocol.name}/diagrams/${machineNames(chart).file}.svg`,
      text: await drawChart(chart),
    });
  }
  return files;
};
