import type { Chart, ChartState, ChartTrigger } from '../../model/chart.ts';
import { isTransient } from '../../model/chart-reachability.ts';
import { activeStatesOf, isInRegion } from '../../model/chart-region.ts';
import { hasWildcard, isDispatched, signalsOf } from '../../model/chart-signal.ts';
import { type ChartTimer, candidatesOf, endsMachine, selfAndAncestors, timersOf } from '../../model/chart-walk.ts';
import { machineNames, stateIdentifier } from '../../names/machine-names.ts';
import { activeStateField, activeStateName, activeTest } from './active-state.ts';
import { candidateStatements } from './candidates.ts';
import { areAllGuarded, isPropagated, stateComment } from './handler.ts';
import { conditional } from './literal-text.ts';
import { canSelect } from './region-selection.ts';
import { signalCases } from './signal-cases.ts';
import { firstTimer, signalType } from './signal-name.ts';
import { timerName } from './state-effects.ts';

const always: ChartTrigger = { kind: 'always' };

/** The machine and the states outside of regions: their transitions are taken as soon as they are selected. */
function outerStates(chart: Chart): readonly ChartState[] {
  return [chart.root, ...chart.states].filter((state) => state.kind !== 'history' && !isInRegion(state));
}

/** `#receive`, which dispatches to the active state, and `#onX` for each state with `on`. */
export function eventMethods(chart: Chart): readonly string[] {
  const type = signalType(chart);
  const handles = (state: ChartState): boolean => state.transitions.some(isDispatched);
  const lines = [`  #receive(event: ${type}): void {`];
  if (chart.root.kind === 'parallel') {
    lines.push('    if (this.done) return;');
    if (canSelect(chart.root, 'event')) lines.push('    this.#dispatchEventMachine(event);');
    else if (handles(chart.root)) lines.push('    this.#onMachine(event);');
  } else {
    lines.push(
      ...dispatch(chart, (activeState) => {
        if (endsMachine(activeState) || isTransient(activeState)) return undefined;
        if (canSelect(activeState, 'event'))
          return [`this.#dispatchEvent${stateIdentifier(activeState)}(event);`, 'break;'];
        const state = selfAndAncestors(activeState).find(handles);
        return state && [`this.#on${stateIdentifier(state)}(event);`, 'break;'];
      }),
    );
  }
  lines.push('  }', '');
  for (const state of outerStates(chart).filter(handles)) {
    lines.push(
      ...stateComment(state),
      `  #on${stateIdentifier(state)}(event: ${type}): void {`,
      '    const port = this.#port;',
      '    switch (event) {',
      ...signalCases(chart, state, (candidates) => [
        ...candidateStatements(chart, candidates, '        ', 'return;'),
        ...(areAllGuarded(candidates) ? ['        break;'] : []),
      ]),
      '    }',
    );
    const next = selfAndAncestors(state).slice(1).find(handles);
    if (next !== undefined && signalsOf(chart).some((signal) => isPropagated(state, signal))) {
      lines.push(`    this.#on${stateIdentifier(next)}(event);`);
    }
    lines.push('  }', '');
  }
  return lines;
}

/** A switch over the active states of the machine; states with the same statements share a case. */
function dispatch(
  chart: Chart,
  statements: (activeState: ChartState) => readonly string[] | undefined,
): readonly string[] {
  const groups = new Map<string, { readonly statements: readonly string[]; readonly activeStates: ChartState[] }>();
  for (const activeState of activeStatesOf(chart.root)) {
    const taken = statements(activeState);
    if (taken === undefined) continue;
    const group = groups.get(taken.join()) ?? { statements: taken, activeStates: [] };
    group.activeStates.push(activeState);
    groups.set(taken.join(), group);
  }
  return [
    `    switch (${activeStateField(chart.root)}) {`,
    ...[...groups.values()].flatMap((group) => [
      ...group.activeStates.map((activeState) => `      case ${activeStateName(chart, activeState)}:`),
      ...group.statements.map((statement) => `        ${statement}`),
    ]),
    '    }',
  ];
}

export function timerMethod(chart: Chart): readonly string[] {
  const timers = timersOf(chart);
  if (timers.length === 0) return [];
  if (hasWildcard(chart.root)) return dispatchedTimerMethod(chart, timers);
  const lines = [
    `  #elapsed(timer: ${machineNames(chart).upper}Timer): void {`,
    '    const port = this.#port;',
    '    switch (timer) {',
  ];
  for (const { state, delay } of timers) {
    const candidates = candidatesOf(state, { kind: 'after', delay });
    const absent = activeTest(chart, state)?.fails ?? 'this.done';
    lines.push(
      `      case ${timerName(chart, state, delay)}:`,
      ...conditional(absent, 'return;', '        '),
      ...candidateStatements(chart, candidates, '        ', 'return;'),
    );
    if (areAllGuarded(candidates)) lines.push('        return;');
  }
  return [...lines, '    }', '  }', ''];
}

/** A timer that a wildcard may take: dispatched like an event, if the state of the timer is active. */
function dispatchedTimerMethod(chart: Chart, timers: readonly ChartTimer[]): readonly string[] {
  return [
    `  #elapsed(timer: ${machineNames(chart).upper}Timer): void {`,
    '    switch (timer) {',
    ...timers.flatMap(({ state, delay }) => [
      `      case ${timerName(chart, state, delay)}:`,
      ...conditional(activeTest(chart, state)?.fails ?? 'this.done', 'return;', '        '),
      '        break;',
    ]),
    '    }',
    `    this.#receive((${firstTimer(chart)} + timer) as ${machineNames(chart).upper}InternalEvent);`,
    '  }',
    '',
  ];
}

export function hasEventless(chart: Chart): boolean {
  return chart.edges.some(({ trigger }) => trigger.kind === 'always');
}

/** `#eventlessMicrostep` and one method for each state with `always`; they return whether a transition was taken. */
export function eventlessMethods(chart: Chart): readonly string[] {
  if (!hasEventless(chart)) return [];
  const handles = (state: ChartState): boolean => candidatesOf(state, always).length > 0;
  const lines = [
    '  /** Takes one eventless transition; false if none is enabled. */',
    '  #eventlessMicrostep(): boolean {',
  ];
  if (chart.root.kind === 'parallel') {
    const call = canSelect(chart.root, 'always') ? 'this.#dispatchAlwaysMachine()' : 'this.#alwaysMachine()';
    lines.push(`    return !this.done && ${call};`);
  } else {
    const cases = dispatch(chart, (activeState) => {
      if (endsMachine(activeState)) return undefined;
      if (canSelect(activeState, 'always')) return [`return this.#dispatchAlways${stateIdentifier(activeState)}();`];
      const state = selfAndAncestors(activeState).find(handles);
      return state && [`return this.#always${stateIdentifier(state)}();`];
    });
    lines.push(...cases.slice(0, -1), '      default:', '        return false;', '    }');
  }
  lines.push('  }', '');
  for (const state of outerStates(chart).filter(handles)) {
    const candidates = candidatesOf(state, always);
    lines.push(
      ...stateComment(state),
      `  #always${stateIdentifier(state)}(): boolean {`,
      '    const port = this.#port;',
      ...candidateStatements(chart, candidates, '    ', 'return true;'),
    );
    if (areAllGuarded(candidates)) {
      const next = selfAndAncestors(state).slice(1).find(handles);
      lines.push(next === undefined ? '    return false;' : `    return this.#always${stateIdentifier(next)}();`);
    }
    lines.push('  }', '');
  }
  return lines;
}
