import type { Chart, ChartState } from '../../model/chart.ts';
import { isRegion } from '../../model/chart-region.ts';
import { completingStates, hasWildcard, isCompletionHandled, raisesEvents } from '../../model/chart-signal.ts';
import { canComplete, candidatesOf } from '../../model/chart-walk.ts';
import { propertyKey } from '../../names/identifier.ts';
import { machineNames, stateIdentifier } from '../../names/machine-names.ts';
import { activeStateField, activeStateName, activeTest } from './active-state.ts';
import { candidateStatements } from './candidates.ts';
import { areAllGuarded } from './handler.ts';
import { conditional, docComment, member } from './literal-text.ts';
import { firstCompletion } from './signal-name.ts';

/** Numbers for the states whose completion the machine handles. */
export function completionDeclaration(chart: Chart): readonly string[] {
  const states = completingStates(chart);
  if (states.length === 0) return [];
  const doc = hasWildcard(chart.root) ? 'The states that can complete.' : 'The states with `onDone` transitions.';
  return [
    `/** ${doc} */`,
    `const ${machineNames(chart).upper}Completion = {`,
    ...states.map((state, index) => `  ${propertyKey(state.path)}: ${index},`),
    '} as const;',
    '',
  ];
}

/** Whether a machine handles anything that it sends itself. */
export function hasInternalEvents(chart: Chart): boolean {
  return completingStates(chart).length > 0 || raisesEvents(chart);
}

/** Statements that return whether every region of a parallel state is in a final state. */
export function inFinalStateStatements(chart: Chart, state: ChartState): readonly string[] {
  if (!canComplete(state)) return ['    return false;'];
  const lines = state.children.flatMap((region): readonly string[] => {
    if (region.kind === 'final') return [];
    if (region.kind === 'parallel') return [`    if (!this.#isInFinalState${stateIdentifier(region)}()) return false;`];
    const ends = region.children.filter(({ kind }) => kind === 'final').map((end) => activeStateName(chart, end));
    const [only = ''] = ends;
    if (ends.length === 1) return conditional(`${activeStateField(region)} !== ${only}`, 'return false;', '    ');
    return [
      `    switch (${activeStateField(region)}) {`,
      ...ends.map((end) => `      case ${end}:`),
      '        break;',
      '      default:',
      '        return false;',
      '    }',
    ];
  });
  return [...lines, '    return true;'];
}

/** One `isInFinalState` method (SCXML's name) for each parallel state whose completion the machine tests. */
export function inFinalStateMethods(chart: Chart): readonly string[] {
  const asked = (state: ChartState): boolean =>
    canComplete(state) &&
    (isCompletionHandled(state) || (isRegion(state) && state.parent !== undefined && isAsked(state.parent)));
  const isAsked = (state: ChartState): boolean => asked(state) || state.parent === undefined;
  return chart.states
    .filter((state) => state.kind === 'parallel' && asked(state))
    .flatMap((state) => [
      ...docComment(`Every region of ${state.path} is in a final state.`, '  '),
      `  #isInFinalState${stateIdentifier(state)}(): boolean {`,
      ...inFinalStateStatements(chart, state),
      '  }',
      '',
    ]);
}

/** `#raise` queues what the machine sends itself: completions of states and events; `#internalMicrostep` handles one. */
export function internalEventMethods(chart: Chart): readonly string[] {
  if (!hasInternalEvents(chart)) return [];
  const states = completingStates(chart);
  const raises = raisesEvents(chart);
  const { upper } = machineNames(chart);
  const raised = raises ? ', or the bitwise complement of an event,' : '';
  const raise = [
    `  /** Queues the completion of a state${raised} for handling before what comes from outside. */`,
    `  #raise(${raises ? 'code' : 'completion'}: number): void {`,
    '    this.#internalQueue ??= new EventQueue();',
    `    this.#internalQueue.push(${raises ? 'code' : 'completion'});`,
    '  }',
    '',
  ];
  const receive = `this.#receive(~code as ${upper}Event);`;
  if (states.length === 0) return [...raise, '  #internalMicrostep(code: number): void {', `    ${receive}`, '  }', ''];
  if (hasWildcard(chart.root)) {
    return [
      ...raise,
      `  #internalMicrostep(${raises ? 'code' : 'completion'}: number): void {`,
      ...(raises
        ? [
            `    if (code < 0) ${receive}`,
            `    else this.#receive((${firstCompletion(chart)} + code) as ${upper}InternalEvent);`,
          ]
        : [`    this.#receive((${firstCompletion(chart)} + completion) as ${upper}InternalEvent);`]),
      '  }',
      '',
    ];
  }
  const lines = [
    ...raise,
    `  #internalMicrostep(${raises ? 'code' : 'completion'}: number): void {`,
    ...(raises ? ['    if (code < 0) {', `      ${receive}`, '      return;', '    }'] : []),
    '    const port = this.#port;',
    `    switch (${raises ? 'code' : 'completion'}) {`,
  ];
  for (const state of states) {
    const candidates = candidatesOf(state, { kind: 'done' });
    const active = activeTest(chart, state);
    lines.push(
      `      case ${member(`${machineNames(chart).upper}Completion`, state.path)}:`,
      ...(active === undefined ? [] : conditional(active.fails, 'return;', '        ')),
      ...candidateStatements(chart, candidates, '        ', 'return;'),
    );
    if (areAllGuarded(candidates)) lines.push('        return;');
  }
  return [...lines, '    }', '  }', ''];
}
