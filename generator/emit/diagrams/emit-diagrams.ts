import { Diagnostics } from '../../lint/diagnostics.ts';
import { specFiles } from '../../model/protocol-specs.ts';
import type { GeneratedFile } from '../../model/source-file.ts';
import { readChart } from '../../read/chart.ts';
import type { Emitter } from '../emitter.ts';
import { drawChart } from './draw-chart.ts';

/** `generated/<protocol>/diagrams/<id>.svg` for each chart. */
export const emitDiagrams: Emitter = async (protocol) => {
  const files: GeneratedFile[] = [];
  for (const file of specFiles(protocol, 'charts', '.chart.ts')) {
    // The machines' emitter reads the same file and reports what is wrong with it; once is enough.
    const chart = readChart(file, new Diagnostics());
    if (chart === undefined) continue;
    files.push({ path: `generated/${protocol.name}/diagrams/${chart.id}.svg`, text: await drawChart(chart) });
  }
  return files;
};
