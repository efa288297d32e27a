import { ChartCall } from '../../model/chart-call.ts';
import type { ChartDeclaration } from '../../model/chart-declaration.ts';
import { propertyKey, quote } from '../../names/identifier.ts';
import { docComment, lineWidth, literalText } from '../machines/literal-text.ts';

/** The text of a `*.chart.ts` file: the notation in which people write charts. */
export function chartText(chart: ChartDeclaration): string {
  const { id, config } = chart;
  const upper = id.charAt(0).toUpperCase() + id.slice(1);
  const events = chart.names.filter(({ kind }) => kind === 'event');
  return [
    `import { ${[...callsIn(config), 'setup'].toSorted().join(', ')} } from 'xstate';`,
    '',
    ...eventType(`${upper}Event`, events),
    '',
    ...docComment(chart.doc, ''),
    `export const ${id} = setup({`,
    `  types: { events: {} as ${upper}Event },`,
    ...stubs(chart, 'action', '() => {}'),
    ...stubs(chart, 'guard', '() => false'),
    ...delays(chart),
    `}).createMachine(${literalText(config, '', 0, 0)});`,
    '',
  ].join('\n');
}

/** The functions of XState that a configuration calls, in alphabetical order. */
function callsIn(value: unknown): readonly string[] {
  if (value instanceof ChartCall) return [...new Set([value.name, ...callsIn(value.argument)])];
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set(Object.values(value).flatMap(callsIn))];
}

function eventType(name: string, events: ChartDeclaration['names']): readonly string[] {
  const members = events.map((event) => `{ type: ${quote(event.name)} }`);
  const line = `type ${name} = ${members.join(' | ')};`;
  if (line.length <= lineWidth && events.every(({ doc }) => doc === '')) return [line];
  return [
    `type ${name} =`,
    ...events.flatMap(({ doc }, index) => [
      ...docComment(doc, '  '),
      `  | ${members[index]}${index === events.length - 1 ? ';' : ''}`,
    ]),
  ];
}

function stubs({ names }: ChartDeclaration, kind: 'action' | 'guard', stub: string): readonly string[] {
  const own = names.filter((name) => name.kind === kind);
  if (own.length === 0) return [];
  const lines = own.flatMap(({ name, doc, params }) => {
    const typed = params === undefined ? stub : stub.replace('()', `(_, _params: ${params})`);
    return [...docComment(doc, '    '), `    ${propertyKey(name)}: ${typed},`];
  });
  return [`  ${kind}s: {`, ...lines, '  },'];
}

function delays({ names, delays: milliseconds }: ChartDeclaration): readonly string[] {
  const own = names.filter(({ kind }) => kind === 'delay');
  if (own.length === 0) return [];
  const lines = own.flatMap(({ name, doc }) => [
    ...docComment(doc, '    '),
    `    ${propertyKey(name)}: ${milliseconds.get(name) ?? 0},`,
  ]);
  return ['  delays: {', ...lines, '  },'];
}
