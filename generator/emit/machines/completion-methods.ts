import type { Chart, ChartState } from '../../model/chart.ts';
import { isRegion } from '../../model/chart-region.ts';
import { candidatesOf, canEnd, hasOnDone } from '../../model/chart-walk.ts';
import { propertyKey } from '../../names/identifier.ts';
import { machineNames, stateWord } from '../../names/machine-names.ts';
import { candidateStatements } from './candidates.ts';
import { isOpen } from './handler.ts';
import { conditional, docComment, member } from './literal-text.ts';
import { activeTest, placeField, placeName } from './place.ts';

/** The states whose end leads on by `onDone`. */
export function completing(chart: Chart): readonly ChartState[] {
  return chart.states.filter(hasOnDone);
}

/** Numbers for the states whose end leads on. */
export function completionDeclaration(chart: Chart): readonly string[] {
  const states = completing(chart);
  if (states.length === 0) return [];
  return [
    '/** The states whose end leads on. */',
    `const ${machineNames(chart).upper}Completion = {`,
    ...states.map((state, index) => `  ${propertyKey(state.path)}: ${index},`),
    '} as const;',
    '',
  ];
}

/** Whether every region of a parallel state has come to its end, line by line. */
export function overStatements(chart: Chart, state: ChartState): readonly string[] {
  if (!canEnd(state)) return ['    return false;'];
  const lines = state.children.flatMap((region): readonly string[] => {
    if (region.kind === 'final') return [];
    if (region.kind === 'parallel') return [`    if (!this.#isOver${stateWord(region)}()) return false;`];
    const ends = region.children.filter(({ kind }) => kind === 'final').map((end) => placeName(chart, end));
    const [only = ''] = ends;
    if (ends.length === 1) return conditional(`${placeField(region)} !== ${only}`, 'return false;', '    ');
    return [
      `    switch (${placeField(region)}) {`,
      ...ends.map((end) => `      case ${end}:`),
      '        break;',
      '      default:',
      '        return false;',
      '    }',
    ];
  });
  return [...lines, '    return true;'];
}

/** One method for each parallel state of which somebody asks whether it is over. */
export function overMethods(chart: Chart): readonly string[] {
  const asked = (state: ChartState): boolean =>
    canEnd(state) && (hasOnDone(state) || (isRegion(state) && state.parent !== undefined && isAsked(state.parent)));
  const isAsked = (state: ChartState): boolean => asked(state) || state.parent === undefined;
  return chart.states
    .filter((state) => state.kind === 'parallel' && asked(state))
    .flatMap((state) => [
      ...docComment(`Every region of ${state.path} has come to its end.`, '  '),
      `  #isOver${stateWord(state)}(): boolean {`,
      ...overStatements(chart, state),
      '  }',
      '',
    ]);
}

/** `#raise` and `#finish`: what follows the end of a state, one by one, when no eventless transition is open. */
export function completionMethods(chart: Chart): readonly string[] {
  const states = completing(chart);
  if (states.length === 0) return [];
  const lines = [
    '  /** A state has come to its end. */',
    '  #raise(completion: number): void {',
    '    this.#completed ??= new EventQueue();',
    '    this.#completed.push(completion);',
    '  }',
    '',
    '  #finish(completion: number): void {',
    '    const port = this.#port;',
    '    switch (completion) {',
  ];
  for (const state of states) {
    const candidates = candidatesOf(state, { kind: 'done' });
    const active = activeTest(chart, state);
    lines.push(
      `      case ${member(`${machineNames(chart).upper}Completion`, state.path)}:`,
      ...(active === undefined ? [] : conditional(active.fails, 'return;', '        ')),
      ...candidateStatements(chart, candidates, '        ', 'return;'),
    );
    if (isOpen(candidates)) lines.push('        return;');
  }
  return [...lines, '    }', '  }', ''];
}
