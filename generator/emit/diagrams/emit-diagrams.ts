import { checkedCharts } from '../../lint/checked-charts.ts';
import type { GeneratedFile } from '../../model/source-file.ts';
import { machineNames } from '../../names/machine-names.ts';
import type { Emitter } from '../emitter.ts';
import { drawChart } from './draw-chart.ts';

/** `generated/<protocol>/diagrams/<chart>.svg` for each chart without mistakes. */
export const emitDiagrams: Emitter = async (protocol, { diagnostics }) => {
  const files: GeneratedFile[] = [];
  for (const chart of checkedCharts(protocol, diagnostics)) {
    files.push({
      path: `generated/${protocol.name}/diagrams/${machineNames(chart).file}.svg`,
      text: await drawChart(chart),
    });
  }
  return files;
};
