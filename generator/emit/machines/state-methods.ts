import type { Chart, ChartState, ChartTransition, ChartTrigger } from '../../model/chart.ts';
import { isTransient } from '../../model/chart-reach.ts';
import { candidatesOf, endsMachine, outwards, timersOf } from '../../model/chart-walk.ts';
import { machineNames, stateWord } from '../../names/machine-names.ts';
import { edgeStatements, leaveCases, timerName } from './effects.ts';
import { docComment, member } from './literal-text.ts';

const always: ChartTrigger = { kind: 'always' };

/** `#receive`, which finds the state, and one method for each state with `on`, which passes on what it leaves open. */
export function eventMethods(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  const handles = (state: ChartState): boolean => state.transitions.some(({ trigger }) => trigger.kind === 'event');
  const lines = [
    `  #receive(event: ${upper}Event): void {`,
    ...dispatch(
      chart,
      (leaf) => endsMachine(leaf) || isTransient(leaf),
      handles,
      (state) => [`this.#on${stateWord(state)}(event);`, 'break;'],
    ),
    '  }',
    '',
  ];
  for (const state of [chart.root, ...chart.states].filter(handles)) {
    lines.push(
      ...stateComment(state),
      `  #on${stateWord(state)}(event: ${upper}Event): void {`,
      '    const port = this.#port;',
      '    switch (event) {',
    );
    for (const event of chart.events) {
      const trigger: ChartTrigger = { kind: 'event', event };
      const candidates = candidatesOf(state, trigger);
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

/** Whether a trigger can go past a state to one around it that knows it. */
function isPassedOn(state: ChartState, trigger: ChartTrigger): boolean {
  return (
    isOpen(candidatesOf(state, trigger)) &&
    outwards(state)
      .slice(1)
      .some((outer) => candidatesOf(outer, trigger).length > 0)
  );
}

/** No candidate is certain to be taken. */
function isOpen(candidates: readonly ChartTransition[]): boolean {
  return candidates.every(({ guard }) => guard !== undefined);
}

/** The candidates one after the other; the first without a guard is the last. */
function candidateStatements(
  chart: Chart,
  candidates: readonly ChartTransition[],
  indent: string,
  done: string,
): readonly string[] {
  const lines: string[] = [];
  for (const edge of candidates) {
    if (edge.guard === undefined) return [...lines, ...edgeStatements(chart, edge, indent), `${indent}${done}`];
    lines.push(
      `${indent}if (port.${edge.guard}()) {`,
      ...edgeStatements(chart, edge, `${indent}  `),
      `${indent}  ${done}`,
      `${indent}}`,
    );
  }
  return lines;
}

/** A switch over the leaves, but those that are out, that leads each to the innermost state around it that `handles`. */
function dispatch(
  chart: Chart,
  isOut: (leaf: ChartState) => boolean,
  handles: (state: ChartState) => boolean,
  statements: (state: ChartState) => readonly string[],
): readonly string[] {
  const groups = new Map<ChartState, ChartState[]>();
  for (const leaf of chart.leaves) {
    const state = isOut(leaf) ? undefined : outwards(leaf).find(handles);
    if (state !== undefined) groups.set(state, [...(groups.get(state) ?? []), leaf]);
  }
  return [
    '    switch (this.#state) {',
    ...[...groups].flatMap(([state, leaves]) => [
      ...leaves.map((leaf) => `      case ${stateName(chart, leaf)}:`),
      ...statements(state).map((statement) => `        ${statement}`),
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
    lines.push(
      `      case ${timerName(chart, state, delay)}:`,
      `        ${absenceTest(chart, state)}`,
      ...candidateStatements(chart, candidates, '        ', 'return;'),
    );
    if (isOpen(candidates)) lines.push('        return;');
  }
  return [...lines, '    }', '  }', ''];
}

/** Returns when the machine is not in the state. */
function absenceTest(chart: Chart, state: ChartState): string {
  if (state.path === '') return 'if (this.done) return;';
  if (state.kind === 'compound') return `if (!this.in${stateWord(state)}) return;`;
  return `if (this.#state !== ${stateName(chart, state)}) return;`;
}

export function hasEventless(chart: Chart): boolean {
  return chart.edges.some(({ trigger }) => trigger.kind === 'always');
}

/** `#settle` and one method for each state with `always`, which tells whether it moved. */
export function eventlessMethods(chart: Chart): readonly string[] {
  if (!hasEventless(chart)) return [];
  const handles = (state: ChartState): boolean => candidatesOf(state, always).length > 0;
  const groups = dispatch(chart, endsMachine, handles, (state) => [
    `if (!this.#always${stateWord(state)}()) return;`,
    'break;',
  ]);
  const lines = [
    '  /** Takes transitions that wait for no event, until none is open. */',
    '  #settle(): void {',
    '    for (;;) {',
    ...groups.slice(0, -1).map((line) => `  ${line}`),
    '        default:',
    '          return;',
    '      }',
    '    }',
    '  }',
    '',
  ];
  for (const state of [chart.root, ...chart.states].filter(handles)) {
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

/** One method for each compound state whose inside has something to do when it is left. */
export function leaveMethods(chart: Chart): readonly string[] {
  const lines: string[] = [];
  for (const state of [chart.root, ...chart.states]) {
    const cases = leaveCases(chart, state, '        ');
    if (cases.length === 0) continue;
    const where = state.path === '' ? 'the machine' : state.path;
    lines.push(
      ...docComment(`Leaves what is active inside ${where}, innermost first.`, '  '),
      `  #leave${stateWord(state)}(): void {`,
      '    const port = this.#port;',
      '    switch (this.#state) {',
      ...cases.flatMap(({ leaf, statements }) => [
        `      case ${stateName(chart, leaf)}:`,
        ...statements,
        '        break;',
      ]),
      '    }',
      '  }',
      '',
    );
  }
  return lines;
}

function stateComment(state: ChartState): readonly string[] {
  const { path, description, ref } = state;
  const words = [path === '' ? 'In every state' : path, description, ref].filter((word) => word !== undefined);
  return docComment(words.map((word) => (word.endsWith('.') ? word : `${word}.`)).join(' '), '  ');
}

export function stateName(chart: Chart, leaf: ChartState): string {
  return member(`${machineNames(chart).upper}State`, leaf.path);
}
