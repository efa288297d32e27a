import type { Chart, ChartState } from '../../model/chart.ts';
import { activeStatesOf } from '../../model/chart-region.ts';
import { isDescendant, selfAndAncestorsBelow } from '../../model/chart-walk.ts';
import { stateIdentifier } from '../../names/machine-names.ts';
import { activeStateName, enclosingRegion } from './active-state.ts';
import { defaultEntryStatements, enterStatements } from './entry-set.ts';
import { historyField, historyRegions } from './history.ts';
import { docComment } from './literal-text.ts';
import { initialActionStatements } from './state-effects.ts';

/** One method for each history state that is a target. */
export function restoreMethods(chart: Chart): readonly string[] {
  return chart.states.flatMap((history) => {
    const { kind, parent } = history;
    if (kind !== 'history' || parent === undefined || !chart.edges.some(({ targets }) => targets.includes(history)))
      return [];
    const body = restoreBody(chart, history, parent);
    return [
      ...docComment(`Restores the recorded states of ${parent.path}, or enters its default state.`, '  '),
      `  #restore${stateIdentifier(history)}(): void {`,
      ...(body.some((line) => line.includes('port.')) ? ['    const port = this.#port;'] : []),
      ...body,
      '  }',
      '',
    ];
  });
}

function restoreBody(chart: Chart, history: ChartState, parent: ChartState): readonly string[] {
  const begin = (indent: string): readonly string[] => [
    ...(history.fallback === undefined ? initialActionStatements(chart, parent, indent) : []),
    ...defaultEntryStatements(chart, parent, history.fallback ?? parent.initial, indent),
  ];
  const [first] = historyRegions(chart, parent);
  if (first === undefined) return begin('    ');
  const field = historyField(parent, first);
  if (parent.kind === 'parallel') {
    return [
      `    if (${field} === undefined) {`,
      ...begin('      '),
      '      return;',
      '    }',
      ...parent.children.flatMap((region) => restoreRegion(chart, parent, region, '    ')),
    ];
  }
  const groups = new Map<ChartState, ChartState[]>();
  for (const activeState of activeStatesOf(parent)) {
    const known = history.deep ? activeState : (selfAndAncestorsBelow(activeState, parent).at(-1) ?? activeState);
    groups.set(known, [...(groups.get(known) ?? []), activeState]);
  }
  return [
    `    switch (${field}) {`,
    ...[...groups].flatMap(([goal, activeStates]) => [
      ...activeStates.map((activeState) => `      case ${activeStateName(chart, activeState)}:`),
      ...(history.deep
        ? restoreState(chart, parent, goal, '        ')
        : defaultEntryStatements(chart, parent, goal, '        ')),
      '        break;',
    ]),
    '      default:',
    ...begin('        '),
    '    }',
  ];
}

/** Enters a recorded state with the regions inside it. */
function restoreState(chart: Chart, owner: ChartState, activeState: ChartState, indent: string): readonly string[] {
  const region = enclosingRegion(activeState.parent ?? activeState);
  const path = selfAndAncestorsBelow(activeState, isDescendant(region, owner) ? region : owner).toReversed();
  return [
    ...path.flatMap((state) => enterStatements(chart, { state, byDefault: false }, indent)),
    ...(activeState.kind === 'parallel'
      ? activeState.children.flatMap((region) => restoreRegion(chart, owner, region, indent))
      : []),
  ];
}

function restoreRegion(chart: Chart, owner: ChartState, region: ChartState, indent: string): readonly string[] {
  const entry = enterStatements(chart, { state: region, byDefault: false }, indent);
  if (region.kind === 'parallel') {
    return [...entry, ...region.children.flatMap((inner) => restoreRegion(chart, owner, inner, indent))];
  }
  if (region.kind !== 'compound') return entry;
  return [
    ...entry,
    `${indent}switch (${historyField(owner, region)}) {`,
    ...activeStatesOf(region).flatMap((activeState) => [
      `${indent}  case ${activeStateName(chart, activeState)}:`,
      ...restoreState(chart, owner, activeState, `${indent}    `),
      `${indent}    break;`,
    ]),
    `${indent}}`,
  ];
}
