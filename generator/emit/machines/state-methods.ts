import type { Chart, ChartState, ChartTrigger } from '../../model/chart.ts';
import { isTransient } from '../../model/chart-reach.ts';
import { isInRegion, placesOf } from '../../model/chart-region.ts';
import { candidatesOf, endsMachine, outwards, timersOf } from '../../model/chart-walk.ts';
import { machineNames, stateWord } from '../../names/machine-names.ts';
import { candidateStatements } from './candidates.ts';
import { isOpen, isPassedOn, stateComment } from './handler.ts';
import { conditional, member } from './literal-text.ts';
import { activeTest, placeField, placeName } from './place.ts';
import { hasChoices } from './region-choice.ts';
import { timerName } from './state-effects.ts';

const always: ChartTrigger = { kind: 'always' };

/** The machine itself and the states that are in no region: what they take they carry out on the spot. */
function outerStates(chart: Chart): readonly ChartState[] {
  return [chart.root, ...chart.states].filter((state) => state.kind !== 'history' && !isInRegion(state));
}

/** `#receive`, which finds the state, and one method for each state with `on`, which passes on what it leaves open. */
export function eventMethods(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  const handles = (state: ChartState): boolean => state.transitions.some(({ trigger }) => trigger.kind === 'event');
  const lines = [`  #receive(event: ${upper}Event): void {`];
  if (chart.root.kind === 'parallel') {
    lines.push('    if (this.done) return;');
    if (hasChoices(chart.root, 'event')) lines.push('    this.#passMachine(event);');
    else if (handles(chart.root)) lines.push('    this.#onMachine(event);');
  } else {
    lines.push(
      ...dispatch(chart, (place) => {
        if (endsMachine(place) || isTransient(place)) return undefined;
        if (hasChoices(place, 'event')) return [`this.#pass${stateWord(place)}(event);`, 'break;'];
        const state = outwards(place).find(handles);
        return state && [`this.#on${stateWord(state)}(event);`, 'break;'];
      }),
    );
  }
  lines.push('  }', '');
  for (const state of outerStates(chart).filter(handles)) {
    lines.push(
      ...stateComment(state),
      `  #on${stateWord(state)}(event: ${upper}Event): void {`,
      '    const port = this.#port;',
      '    switch (event) {',
    );
    for (const event of chart.events) {
      const candidates = candidatesOf(state, { kind: 'event', event });
      if (candidates.length === 0) continue;
      lines.push(
        `      case ${member(`${upper}Event`, event)}:`,
        ...candidateStatements(chart, candidates, '        ', 'return;'),
      );
      if (isOpen(candidates)) lines.push('        break;');
    }
    lines.push('    }');
    const next = outwards(state).slice(1).find(handles);
    if (next !== undefined && chart.events.some((event) => isPassedOn(state, { kind: 'event', event }))) {
      lines.push(`    this.#on${stateWord(next)}(event);`);
    }
    lines.push('  }', '');
  }
  return lines;
}

/** A switch over the places of the machine itself; those with the same statements share them. */
function dispatch(chart: Chart, statements: (place: ChartState) => readonly string[] | undefined): readonly string[] {
  const groups = new Map<string, { readonly statements: readonly string[]; readonly places: ChartState[] }>();
  for (const place of placesOf(chart.root)) {
    const taken = statements(place);
    if (taken === undefined) continue;
    const group = groups.get(taken.join()) ?? { statements: taken, places: [] };
    group.places.push(place);
    groups.set(taken.join(), group);
  }
  return [
    `    switch (${placeField(chart.root)}) {`,
    ...[...groups.values()].flatMap((group) => [
      ...group.places.map((place) => `      case ${placeName(chart, place)}:`),
      ...group.statements.map((statement) => `        ${statement}`),
    ]),
    '    }',
  ];
}

export function timerMethod(chart: Chart): readonly string[] {
  const timers = timersOf(chart);
  if (timers.length === 0) return [];
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
    if (isOpen(candidates)) lines.push('        return;');
  }
  return [...lines, '    }', '  }', ''];
}

export function hasEventless(chart: Chart): boolean {
  return chart.edges.some(({ trigger }) => trigger.kind === 'always');
}

/** `#moveOn` and one method for each state with `always`; they tell whether the machine moved. */
export function eventlessMethods(chart: Chart): readonly string[] {
  if (!hasEventless(chart)) return [];
  const handles = (state: ChartState): boolean => candidatesOf(state, always).length > 0;
  const lines = ['  /** Takes what waits for no event; false when nothing is open. */', '  #moveOn(): boolean {'];
  if (chart.root.kind === 'parallel') {
    const call = hasChoices(chart.root, 'always') ? 'this.#driveMachine()' : 'this.#alwaysMachine()';
    lines.push(`    return !this.done && ${call};`);
  } else {
    const cases = dispatch(chart, (place) => {
      if (endsMachine(place)) return undefined;
      if (hasChoices(place, 'always')) return [`return this.#drive${stateWord(place)}();`];
      const state = outwards(place).find(handles);
      return state && [`return this.#always${stateWord(state)}();`];
    });
    lines.push(...cases.slice(0, -1), '      default:', '        return false;', '    }');
  }
  lines.push('  }', '');
  for (const state of outerStates(chart).filter(handles)) {
    const candidates = candidatesOf(state, always);
    lines.push(
      ...stateComment(state),
      `  #always${stateWord(state)}(): boolean {`,
      '    const port = this.#port;',
      ...candidateStatements(chart, candidates, '    ', 'return true;'),
    );
    if (isOpen(candidates)) {
      const next = outwards(state).slice(1).find(handles);
      lines.push(next === undefined ? '    return false;' : `    return this.#always${stateWord(next)}();`);
    }
    lines.push('  }', '');
  }
  return lines;
}
