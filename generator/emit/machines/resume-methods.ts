import type { Chart, ChartState } from '../../model/chart.ts';
import { placesOf } from '../../model/chart-region.ts';
import { isInside, upTo } from '../../model/chart-walk.ts';
import { stateWord } from '../../names/machine-names.ts';
import { initialStatements, reachStatements } from './entrance.ts';
import { docComment } from './literal-text.ts';
import { memoryField, remembered } from './memory.ts';
import { insideRegion, placeName } from './place.ts';

/** One method for each history state that transitions lead to. */
export function resumeMethods(chart: Chart): readonly string[] {
  return chart.states.flatMap((history) => {
    const { kind, parent } = history;
    if (kind !== 'history' || parent === undefined || !chart.edges.some(({ target }) => target === history)) return [];
    const body = resumption(chart, history, parent);
    return [
      ...docComment(`Enters ${parent.path} where it was left last, or where it begins.`, '  '),
      `  #resume${stateWord(history)}(): void {`,
      ...(body.some((line) => line.includes('port.')) ? ['    const port = this.#port;'] : []),
      ...body,
      '  }',
      '',
    ];
  });
}

function resumption(chart: Chart, history: ChartState, parent: ChartState): readonly string[] {
  const begin = (indent: string): readonly string[] => initialStatements(chart, parent, history.fallback, indent);
  const [first] = remembered(chart, parent);
  if (first === undefined) return begin('    ');
  const field = memoryField(parent, first);
  if (parent.kind === 'parallel') {
    return [
      `    if (${field} === undefined) {`,
      ...begin('      '),
      '      return;',
      '    }',
      ...parent.children.flatMap((region) => resumeRegion(chart, parent, region, '    ')),
    ];
  }
  const groups = new Map<ChartState, ChartState[]>();
  for (const place of placesOf(parent)) {
    const known = history.deep ? place : (upTo(place, parent).at(-1) ?? place);
    groups.set(known, [...(groups.get(known) ?? []), place]);
  }
  return [
    `    switch (${field}) {`,
    ...[...groups].flatMap(([goal, places]) => [
      ...places.map((place) => `      case ${placeName(chart, place)}:`),
      ...(history.deep
        ? resumePlace(chart, parent, goal, '        ')
        : initialStatements(chart, parent, goal, '        ')),
      '        break;',
    ]),
    '      default:',
    ...begin('        '),
    '    }',
  ];
}

/** Enters a place as it was, with the regions inside it. */
function resumePlace(chart: Chart, owner: ChartState, place: ChartState, indent: string): readonly string[] {
  const region = insideRegion(place.parent ?? place);
  const path = upTo(place, isInside(region, owner) ? region : owner).toReversed();
  return [
    ...path.flatMap((state) => reachStatements(chart, state, indent)),
    ...(place.kind === 'parallel'
      ? place.children.flatMap((region) => resumeRegion(chart, owner, region, indent))
      : []),
  ];
}

function resumeRegion(chart: Chart, owner: ChartState, region: ChartState, indent: string): readonly string[] {
  const entry = reachStatements(chart, region, indent);
  if (region.kind === 'parallel') {
    return [...entry, ...region.children.flatMap((inner) => resumeRegion(chart, owner, inner, indent))];
  }
  if (region.kind !== 'compound') return entry;
  return [
    ...entry,
    `${indent}switch (${memoryField(owner, region)}) {`,
    ...placesOf(region).flatMap((place) => [
      `${indent}  case ${placeName(chart, place)}:`,
      ...resumePlace(chart, owner, place, `${indent}    `),
      `${indent}    break;`,
    ]),
    `${indent}}`,
  ];
}
