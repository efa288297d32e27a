import type { Chart, ChartState } from '../../model/chart.ts';
import { possibleIn } from '../../model/chart-reach.ts';
import { isParallel, placesOf } from '../../model/chart-region.ts';
import { canEnd, hasOnDone, upTo } from '../../model/chart-walk.ts';
import { stateWord } from '../../names/machine-names.ts';
import { docComment } from './literal-text.ts';
import { insideRegion, placeField, placeName } from './place.ts';
import { exitStatements } from './state-effects.ts';

/** Whether leaving what is active inside a state does anything. */
export function hasInside(chart: Chart, state: ChartState): boolean {
  return insideStatements(chart, state).length > 0;
}

/** Leaves a whole region. */
export function leaveRegion(chart: Chart, region: ChartState, indent: string): readonly string[] {
  return [
    ...(hasInside(chart, region) ? [`${indent}this.#leave${stateWord(region)}();`] : []),
    ...exitStatements(chart, region, indent),
  ];
}

/** The body of `#leaveX`: nothing where nothing is to be done. */
function insideStatements(chart: Chart, state: ChartState): readonly string[] {
  if (state.kind === 'parallel') {
    return state.children.toReversed().flatMap((region) => leaveRegion(chart, region, '    '));
  }
  const cases = placesOf(state).flatMap((place) => {
    const statements = [
      ...(hasInside(chart, place) ? [`        this.#leave${stateWord(place)}();`] : []),
      ...upTo(place, state).flatMap((inner) => exitStatements(chart, inner, '        ')),
    ];
    if (statements.length === 0 || !isLeftIn(chart, state, place)) return [];
    return [`      case ${placeName(chart, place)}:`, ...statements, '        break;'];
  });
  return cases.length === 0 ? [] : [`    switch (${placeField(insideRegion(state))}) {`, ...cases, '    }'];
}

/** Whether a state can be left by a transition of its own while the machine is in a place inside it. */
function isLeftIn(chart: Chart, state: ChartState, place: ChartState): boolean {
  if (isParallel(chart)) return true;
  const isOwn = possibleIn(chart, place).some(({ source, target }) => source === state && target !== undefined);
  // The end of a state is told when eventless transitions have had their turn: the machine may be elsewhere by then.
  const late = hasOnDone(state) && chart.edges.some(({ trigger }) => trigger.kind === 'always');
  return isOwn || late;
}

/** A machine that is parallel itself ends in all its regions at once, wherever they are, and then leaves them. */
export function hasEnding(chart: Chart): boolean {
  const { root } = chart;
  return root.kind === 'parallel' && canEnd(root) && leaveRegion(chart, root, '').length > 0;
}

export function endMethod(chart: Chart): readonly string[] {
  if (!hasEnding(chart)) return [];
  const body = leaveRegion(chart, chart.root, '    ');
  return [
    '  /** The end: leaves every region. */',
    '  #end(): void {',
    ...(body.some((line) => line.includes('port.')) ? ['    const port = this.#port;'] : []),
    ...body,
    '  }',
    '',
  ];
}

/** The methods that `text` calls, and those that they call, in document order. */
export function leaveMethods(chart: Chart, text: readonly string[]): readonly string[] {
  const states = [chart.root, ...chart.states];
  const bodies = new Map(states.map((state) => [state, insideStatements(chart, state)]));
  const called = new Set<ChartState>();
  const collect = (lines: readonly string[]): void => {
    for (const state of states) {
      if (called.has(state) || !lines.some((line) => line.includes(`this.#leave${stateWord(state)}();`))) continue;
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
        ...docComment(`Leaves what is active inside ${where}, ${order}.`, '  '),
        `  #leave${stateWord(state)}(): void {`,
        ...(body.some((line) => line.includes('port.')) ? ['    const port = this.#port;'] : []),
        ...body,
        '  }',
        '',
      ];
    });
}
