import type { Chart, ChartState } from '../../model/chart.ts';
import { possibleTransitions } from '../../model/chart-reachability.ts';
import { activeStatesOf, isParallel } from '../../model/chart-region.ts';
import { handlesBeforeCompletion } from '../../model/chart-signal.ts';
import { canComplete, hasOnDone, selfAndAncestorsBelow } from '../../model/chart-walk.ts';
import { stateIdentifier } from '../../names/machine-names.ts';
import { activeStateField, activeStateName, enclosingRegion } from './active-state.ts';
import { docComment } from './literal-text.ts';
import { exitStatements } from './state-effects.ts';

/** Whether exiting the active descendants of a state has statements. */
export function hasExitStatements(chart: Chart, state: ChartState): boolean {
  return exitInsideStatements(chart, state).length > 0;
}

/** Exits a region and its active descendants. */
export function exitRegionStatements(chart: Chart, region: ChartState, indent: string): readonly string[] {
  return [
    ...(hasExitStatements(chart, region) ? [`${indent}this.#exit${stateIdentifier(region)}();`] : []),
    ...exitStatements(chart, region, indent),
  ];
}

/** The body of `#exitX`; empty if there is nothing to do. */
function exitInsideStatements(chart: Chart, state: ChartState): readonly string[] {
  if (state.kind === 'parallel') {
    return state.children.toReversed().flatMap((region) => exitRegionStatements(chart, region, '    '));
  }
  const cases = activeStatesOf(state).flatMap((activeState) => {
    const statements = [
      ...(hasExitStatements(chart, activeState) ? [`        this.#exit${stateIdentifier(activeState)}();`] : []),
      ...selfAndAncestorsBelow(activeState, state).flatMap((inner) => exitStatements(chart, inner, '        ')),
    ];
    if (statements.length === 0 || !isExitedIn(chart, state, activeState)) return [];
    return [`      case ${activeStateName(chart, activeState)}:`, ...statements, '        break;'];
  });
  return cases.length === 0 ? [] : [`    switch (${activeStateField(enclosingRegion(state))}) {`, ...cases, '    }'];
}

/** Whether a state can be exited by its own transition while a descendant is active. */
function isExitedIn(chart: Chart, state: ChartState, activeState: ChartState): boolean {
  if (isParallel(chart)) return true;
  const isOwn = possibleTransitions(chart, activeState).some(
    ({ source, targets }) => source === state && targets.length > 0,
  );
  // Completion is handled after eventless transitions, which may have changed the active state.
  const late =
    hasOnDone(state) &&
    (handlesBeforeCompletion(state) || chart.edges.some(({ trigger }) => trigger.kind === 'always'));
  return isOwn || late;
}

/** Whether a parallel machine exits its regions with statements when all are in final states. */
export function exitsOnCompletion(chart: Chart): boolean {
  const { root } = chart;
  return root.kind === 'parallel' && canComplete(root) && exitRegionStatements(chart, root, '').length > 0;
}

export function endMethod(chart: Chart): readonly string[] {
  if (!exitsOnCompletion(chart)) return [];
  const body = exitRegionStatements(chart, chart.root, '    ');
  return [
    '  /** Exits every region when the machine is complete. */',
    '  #end(): void {',
    ...(body.some((line) => line.includes('port.')) ? ['    const port = this.#port;'] : []),
    ...body,
    '  }',
    '',
  ];
}

/** The methods that `text` calls, and those that they call, in document order. */
export function exitMethods(chart: Chart, text: readonly string[]): readonly string[] {
  const states = [chart.root, ...chart.states];
  const bodies = new Map(states.map((state) => [state, exitInsideStatements(chart, state)]));
  const called = new Set<ChartState>();
  const collect = (lines: readonly string[]): void => {
    for (const state of states) {
      if (called.has(state) || !lines.some((line) => line.includes(`this.#exit${stateIdentifier(state)}();`))) continue;
      called.add(state);
      collect(bodies.get(state) ?? []);
    }
  };
  collect(text);
  return states
    .filter((state) => called.has(state))
    .flatMap((state) => {
      const body = bodies.get(state) ?? [];
      const where = state.path === '' ? 'the machine' : state.path;
      const order = state.kind === 'parallel' ? 'last region first' : 'innermost first';
      return [
        ...docComment(`Exits the active states inside ${where}, ${order}.`, '  '),
        `  #exit${stateIdentifier(state)}(): void {`,
        ...(body.some((line) => line.includes('port.')) ? ['    const port = this.#port;'] : []),
        ...body,
        '  }',
        '',
      ];
    });
}
