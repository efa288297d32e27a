import type { Chart, ChartState, ChartTransition } from '../../model/chart.ts';
import { candidatesIn, candidatesOf, delaysOf, endsMachine, outwards } from '../../model/chart-walk.ts';
import { oneLine } from './literal-text.ts';

/** What happens in every state on every event, as Markdown: a change of behaviour is a change of this table. */
export function stateTable(chart: Chart): string {
  const lines = [
    `<!-- Code generated from ${chart.file.path}. DO NOT EDIT. -->`,
    `# ${chart.id}: states and events`,
    '',
    ...(chart.doc === '' ? [] : [chart.doc, '']),
    'Guards are asked from top to bottom; the first that agrees decides. A dash stays in the state.',
    '',
  ];
  for (const leaf of chart.leaves) {
    lines.push(`## ${leaf.path}`, '');
    if (leaf.description !== undefined) lines.push(oneLine(leaf.description), '');
    const rows = endsMachine(leaf) ? [] : rowsOf(chart, leaf);
    if (rows.length === 0) lines.push('The end: nothing happens any more.', '');
    else lines.push('| Event | Guard | To | Actions | Outcome | Why |', '|---|---|---|---|---|---|', ...rows, '');
  }
  return lines.join('\n').trimEnd().concat('\n');
}

function rowsOf(chart: Chart, leaf: ChartState): readonly string[] {
  const eventless = candidatesIn(leaf, { kind: 'always' });
  const rows = eventless.map((edge) => row('*at once*', edge));
  if (eventless.some(({ guard }) => guard === undefined)) return rows;
  for (const event of chart.events) {
    for (const edge of candidatesIn(leaf, { kind: 'event', event })) rows.push(row(event, edge));
  }
  for (const state of outwards(leaf)) {
    for (const delay of delaysOf(state)) {
      const candidates = candidatesOf(state, { kind: 'after', delay });
      rows.push(...candidates.map((edge) => row(`*after ${delay}*`, edge)));
    }
  }
  return rows;
}

function row(trigger: string, edge: ChartTransition): string {
  const { guard = '', target, actions, outcome, alert, ref, description } = edge;
  const why = [description, ref].filter((text) => text !== undefined).join(' ');
  const cells = [
    trigger,
    guard,
    target?.path ?? '–',
    actions.join(', '),
    alert === undefined ? outcome : `fatal: ${alert}`,
    why,
  ];
  return `| ${cells.map((cell) => oneLine(cell).replaceAll('|', '\\|')).join(' | ')} |`
    .replaceAll('|  |', '| |')
    .replaceAll('|  |', '| |');
}
