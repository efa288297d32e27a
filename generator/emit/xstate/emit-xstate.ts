import { checkedCharts } from '../../lint/checked-charts.ts';
import type { Chart, ChartName } from '../../model/chart.ts';
import { ChartCall } from '../../model/chart-call.ts';
import { propertyKey, quote } from '../../names/identifier.ts';
import { machineNames } from '../../names/machine-names.ts';
import { originLine } from '../comment.ts';
import type { Emitter } from '../emitter.ts';
import { chartIndex } from '../machines/emit-machines.ts';
import { docComment, lineWidth, literalText } from '../machines/literal-text.ts';

/** Every chart as an XState machine, for tools that draw, explore or run one. */
export const emitXstate: Emitter = (protocol, { diagnostics }) => {
  const charts = checkedCharts(protocol, diagnostics);
  const folder = `generated/${protocol.name}/xstate`;
  const modules = charts.map((chart) => ({
    path: `${folder}/${machineNames(chart).file}.ts`,
    text: xstateText(chart),
  }));
  return charts.length === 0 ? modules : [...modules, chartIndex(folder, protocol.name, charts)];
};

/** The module of one chart: its configuration as data, its names declared by stubs. */
export function xstateText(chart: Chart): string {
  const { lower, upper } = machineNames(chart);
  const events = chart.events.map((event) => `{ type: ${quote(event)} }`);
  const config = literalText(chart.config, '', 0, 0);
  return [
    originLine([chart.file.path]),
    `import { ${[...chartCallsIn(chart.config), ...(chart.actors.length === 0 ? [] : ['fromPromise']), 'setup']
      .toSorted()
      .join(', ')} } from 'xstate';`,
    '',
    ...union(`type ${upper}Event = `, events),
    '',
    ...docComment(chart.doc, ''),
    `export const ${lower} = setup({`,
    `  types: { events: {} as ${upper}Event },`,
    ...stubs(chart, 'action', 'actions', '() => {}'),
    ...stubs(chart, 'guard', 'guards', '() => false'),
    ...delays(chart),
    ...stubs(chart, 'actor', 'actors', 'fromPromise(async () => {})'),
    `}).createMachine(${config});`,
    '',
  ].join('\n');
}

/** The functions of XState that a configuration calls, in alphabetical order. */
function chartCallsIn(value: unknown): readonly string[] {
  if (value instanceof ChartCall) return [...new Set([value.name, ...chartCallsIn(value.argument)])].toSorted();
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set(Object.values(value).flatMap(chartCallsIn))].toSorted();
}

function union(start: string, members: readonly string[]): readonly string[] {
  const line = `${start}${members.join(' | ')};`;
  if (line.length <= lineWidth) return [line];
  return [
    start.trimEnd(),
    ...members.map((member, index) => `  | ${member}${index === members.length - 1 ? ';' : ''}`),
  ];
}

function stubs(chart: Chart, kind: ChartName['kind'], key: string, stub: string): readonly string[] {
  const names = chart.names.filter((name) => name.kind === kind);
  if (names.length === 0) return [];
  const lines = names.flatMap(({ name, doc, params }) => {
    const typed = params === undefined ? stub : stub.replace('()', `(_, _params: ${params})`);
    return [...docComment(doc, '    '), `    ${propertyKey(name)}: ${typed},`];
  });
  return [`  ${key}: {`, ...lines, '  },'];
}

function delays(chart: Chart): readonly string[] {
  if (chart.delays.size === 0) return [];
  return ['  delays: {', ...[...chart.delays].map(([name, milliseconds]) => `    ${name}: ${milliseconds},`), '  },'];
}
