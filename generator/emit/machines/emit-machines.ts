import { checkedCharts } from '../../lint/checked-charts.ts';
import type { Chart } from '../../model/chart.ts';
import { timersOf } from '../../model/chart-walk.ts';
import { quote } from '../../names/identifier.ts';
import { machineNames } from '../../names/machine-names.ts';
import { originLine } from '../comment.ts';
import type { Emitter } from '../emitter.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { completionDeclaration, hasInternalEvents } from './completion-methods.ts';
import {
  alertDeclaration,
  numberDeclarations,
  outputDeclarations,
  portDeclaration,
  reasonDeclaration,
  tableDeclarations,
  tagDeclaration,
} from './declarations.ts';
import { lineWidth } from './literal-text.ts';
import { machineClass } from './machine-class.ts';
import { paramsDeclarations } from './params.ts';
import { regionConstants } from './region-methods.ts';
import { internalEventDeclaration } from './signal-name.ts';
import { snapshotTables } from './snapshot-methods.ts';
import { stateTable } from './state-table.ts';

/** The machine and the state table of every chart, and the index of the machines. */
export const emitMachines: Emitter = (protocol, { diagnostics, runtime }) => {
  const charts = checkedCharts(protocol, diagnostics);
  const folder = `generated/${protocol.name}/machines`;
  const machines = charts.flatMap((chart): readonly GeneratedFile[] => {
    const path = `${folder}/${machineNames(chart).file}`;
    return [
      { path: `${path}.ts`, text: machineText(chart, runtime(`${path}.ts`, 'runtime/machine')) },
      { path: `${path}.md`, text: stateTable(chart) },
    ];
  });
  if (charts.length === 0) return machines;
  return [...machines, chartIndex(folder, protocol.name, charts)];
};

/** The public entry of a folder with one module for each chart. */
export function chartIndex(folder: string, protocol: string, charts: readonly Chart[]): GeneratedFile {
  const files = charts.map((chart) => machineNames(chart).file).toSorted();
  const lines = files.map((file) => `export * from './${file}.ts';`);
  return { path: `${folder}/index.ts`, text: [originLine([`spec/${protocol}/charts`]), ...lines, ''].join('\n') };
}

/** The module of one chart. `runtime` is the specifier of `runtime/machine`. */
export function machineText(chart: Chart, runtime: string): string {
  return [
    originLine([chart.file.path]),
    ...importStatement(chart, runtime),
    '',
    ...numberDeclarations(chart),
    ...alertDeclaration(chart),
    ...reasonDeclaration(chart),
    ...tagDeclaration(chart),
    ...outputDeclarations(chart),
    ...portDeclaration(chart),
    ...internalEventDeclaration(chart),
    ...completionDeclaration(chart),
    ...paramsDeclarations(chart),
    ...regionConstants(chart),
    ...machineClass(chart),
    ...tableDeclarations(chart),
    ...snapshotTables(chart),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function importStatement(chart: Chart, runtime: string): readonly string[] {
  const names = ['type MachineEdge', 'type MachinePort', 'type MachineTables'];
  if (chart.invokes.length > 0) names.unshift('type MachineActor');
  if (hasInternalEvents(chart)) names.unshift('EventQueue');
  if (timersOf(chart).length > 0) names.push('type MachineTimer');
  names.push('RunToCompletion');
  const line = `import { ${names.join(', ')} } from ${quote(runtime)};`;
  if (line.length <= lineWidth) return [line];
  return ['import {', ...names.map((name) => `  ${name},`), `} from ${quote(runtime)};`];
}
