import type { Chart, ChartState, ChartTransition, ChartTrigger } from '../../model/chart.ts';
import { isParallel } from '../../model/chart-region.ts';
import { candidatesOf, delaysOf, endsMachine, isLeaf, selfAndAncestors } from '../../model/chart-walk.ts';
import { originMarkup } from '../comment.ts';
import { markdownText } from './markdown-text.ts';

const columns = ['Event', 'Guard', 'To', 'Actions', 'Outcome', 'Why'];

/** The transitions of every state for every event, as Markdown. A change of behaviour changes this table. */
export function stateTable(chart: Chart): string {
  const lines = [
    originMarkup(chart.file.path),
    `# ${chart.id}: states and events`,
    '',
    ...(chart.doc === '' ? [] : [markdownText(chart.doc), '']),
    'Guards are evaluated from top to bottom; the first that holds decides. A dash: the state does not change.',
    ...(isParallel(chart)
      ? ['A parallel state dispatches an event to every region; if none takes it, the state handles it.']
      : []),
    '',
    ...sections(chart, chart.root, undefined),
  ];
  return lines.join('\n').trimEnd().concat('\n');
}

/** The sections of the states inside a state of `region`. */
function sections(chart: Chart, state: ChartState, region: ChartState | undefined): readonly string[] {
  if (state.kind === 'parallel') return parallelSections(chart, state, region);
  if (!isLeaf(state)) return state.children.flatMap((child) => sections(chart, child, region));
  const rows = endsMachine(state) ? [] : rowsOf(chart, state, undefined);
  return [
    ...heading(state),
    ...(rows.length === 0 ? ['Final state: all events are ignored.', ''] : table(columns, rows)),
  ];
}

/** The transitions of a parallel state, then a table for each of its regions. */
function parallelSections(chart: Chart, state: ChartState, region: ChartState | undefined): readonly string[] {
  const own = rowsOf(chart, state, region);
  return [
    ...heading(state),
    ...(own.length === 0 ? [] : ['When no region takes it:', '', ...table(columns, own)]),
    ...state.children.flatMap((inner) => regionSection(chart, inner)),
  ];
}

/** One table for a region, with its states in the first column; parallel states inside it follow. */
function regionSection(chart: Chart, region: ChartState): readonly string[] {
  if (region.kind === 'parallel') return parallelSections(chart, region, region);
  const states = isLeaf(region) ? [region] : inside(region);
  const rows = states.filter(isLeaf).flatMap((leaf) => {
    const name = leaf === region ? leaf.name : leaf.path.slice(region.path.length + 1);
    const own = rowsOf(chart, leaf, region);
    const rest = leaf.kind === 'final' ? 'final' : `handled by ${region.parent?.name || 'the machine'}`;
    return own.length === 0 ? [`| ${name} | | | | | ${rest} | |`] : own.map((row) => `| ${name} ${row}`);
  });
  return [
    `### Region ${region.path}`,
    '',
    ...(region.description === undefined ? [] : [markdownText(region.description), '']),
    ...table(['State', ...columns], rows),
    ...states.filter(({ kind }) => kind === 'parallel').flatMap((state) => parallelSections(chart, state, region)),
  ];
}

/** Leaves and parallel states inside a region. */
function inside(state: ChartState): readonly ChartState[] {
  return state.children.flatMap((child) => (child.kind === 'compound' ? inside(child) : [child]));
}

function heading(state: ChartState): readonly string[] {
  const title = state.path === '' ? 'In every state' : state.path;
  return [`## ${title}`, '', ...(state.description === undefined ? [] : [markdownText(state.description), ''])];
}

function table(names: readonly string[], rows: readonly string[]): readonly string[] {
  return [`| ${names.join(' | ')} |`, `|${'---|'.repeat(names.length)}`, ...rows, ''];
}

/** The transitions of a state and its ancestors up to `end`. */
function rowsOf(chart: Chart, state: ChartState, end: ChartState | undefined): readonly string[] {
  const around = selfAndAncestors(state);
  const chain = end === undefined ? around : around.slice(0, around.indexOf(end) + 1);
  const eventless = candidates(chain, { kind: 'always' });
  const rows = eventless.map((edge) => row('*always*', edge));
  if (eventless.some(({ guard }) => guard === undefined)) return rows;
  for (const event of chart.events) {
    for (const edge of candidates(chain, { kind: 'event', event })) rows.push(row(event, edge));
  }
  for (const each of chain) {
    for (const delay of delaysOf(each)) {
      rows.push(...candidatesOf(each, { kind: 'after', delay }).map((edge) => row(`*after ${delay}*`, edge)));
    }
  }
  for (const done of ending(state))
    rows.push(...candidatesOf(done, { kind: 'done' }).map((edge) => row('*done*', edge)));
  return rows;
}

/** The state whose `onDone` may be taken: the parent of a final state, or the parallel state. */
function ending(state: ChartState): readonly ChartState[] {
  if (state.kind === 'parallel') return [state];
  return state.kind === 'final' && state.parent?.kind === 'compound' ? [state.parent] : [];
}

/** The reachable candidates of states, innermost first. */
function candidates(states: readonly ChartState[], trigger: ChartTrigger): readonly ChartTransition[] {
  const found: ChartTransition[] = [];
  for (const edge of states.flatMap((state) => candidatesOf(state, trigger))) {
    if (edge.guard === undefined) return [...found, edge];
    if (!found.some(({ guard }) => guard?.text === edge.guard?.text)) found.push(edge);
  }
  return found;
}

function row(trigger: string, edge: ChartTransition): string {
  const { guard, targets, actions, outcome, alert, ref, reason, description } = edge;
  const why = [description, ref].filter((text) => text !== undefined).join(' ');
  const cells = [
    trigger,
    guard?.text ?? '',
    targets.length === 0
      ? '–'
      : targets.map(({ path, kind }) => `${path}${kind === 'history' ? ' (history)' : ''}`).join(', '),
    actions.map(({ text }) => text).join(', '),
    alert === undefined
      ? outcome
      : `fatal: ${[alert, reason]
          .flatMap((name) => name ?? [])
          .map(markdownText)
          .join(', ')}`,
    markdownText(why),
  ];
  return `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |').replaceAll('|  |', '| |');
}
