import type { Chart, ChartState } from '../../model/chart.ts';
import { endsMachine, leafOf, leavesOf, timersOf } from '../../model/chart-walk.ts';
import { machineNames, stateWord } from '../../names/machine-names.ts';
import { startStatements } from './effects.ts';
import { docComment, lineWidth } from './literal-text.ts';
import { eventlessMethods, eventMethods, hasEventless, leaveMethods, stateName, timerMethod } from './state-methods.ts';

/** The class that runs a chart: a method for each state that handles events, as nested as the chart is. */
export function machineClass(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  return [
    ...docComment(chart.doc, ''),
    `export class ${upper}Machine {`,
    ...fields(chart),
    ...entryPoints(chart),
    ...queries(chart),
    ...runToCompletion(chart),
    ...eventMethods(chart),
    ...timerMethod(chart),
    ...eventlessMethods(chart),
    ...leaveMethods(chart),
    '}',
    '',
  ].filter((line, index, lines) => !(line === '' && lines[index + 1] === '}'));
}

function fields(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  return [
    `  readonly #port: ${upper}Port;`,
    `  #state: ${upper}State = ${stateName(chart, leafOf(chart.root))};`,
    "  #phase: 'new' | 'resting' | 'running' = 'new';",
    '  #waiting: EventQueue | undefined;',
    '',
    `  constructor(port: ${upper}Port) {`,
    '    this.#port = port;',
    '  }',
    '',
  ];
}

function entryPoints(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  const start = startStatements(chart, '      ');
  return [
    '  /** Enters the first state. A second call does nothing. */',
    '  start(): void {',
    "    if (this.#phase !== 'new') return;",
    ...(start.some((line) => line.includes('port.')) ? ['    const port = this.#port;'] : []),
    "    this.#phase = 'running';",
    '    try {',
    ...start,
    ...(hasEventless(chart) ? ['      this.#settle();'] : []),
    '      this.#drain();',
    '    } finally {',
    '      this.#rest();',
    '    }',
    '  }',
    '',
    '  /**',
    '   * Handles an event to its end. From inside an action, or before `start`, the event waits for its turn. When an action',
    '   * throws, the state stays what it was, events that wait are dropped, and the error goes to the caller.',
    '   *',
    '   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when more than 16 events wait.',
    '   */',
    `  send(event: ${upper}Event): void {`,
    '    this.#accept(event);',
    '  }',
    '',
    ...(timersOf(chart).length === 0
      ? []
      : [
          '  /** A timer is due. Ignored when its state has been left. */',
          `  elapsed(timer: ${upper}Timer): void {`,
          '    this.#accept(~timer);',
          '  }',
          '',
        ]),
  ];
}

function queries(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  const ends = chart.leaves.filter(endsMachine);
  const lines = [
    '  /** Where the machine is. While actions run, the state that is being left. */',
    `  get state(): ${upper}State {`,
    '    return this.#state;',
    '  }',
    '',
    '  /** The machine has come to its end and ignores everything. */',
    '  get done(): boolean {',
  ];
  if (ends.length === 0) lines.push('    return false;');
  else {
    lines.push(
      '    switch (this.#state) {',
      ...ends.map((leaf) => `      case ${stateName(chart, leaf)}:`),
      '        return true;',
      '      default:',
      '        return false;',
      '    }',
    );
  }
  lines.push('  }', '');
  for (const state of chart.states) {
    if (state.kind !== 'compound') continue;
    lines.push(
      ...docComment(`The machine is in ${state.path}.`, '  '),
      `  get in${stateWord(state)}(): boolean {`,
      ...insideStatements(chart, state),
      '  }',
      '',
    );
  }
  return lines;
}

/** The leaves of a state are numbered without a gap. */
function insideStatements(chart: Chart, state: ChartState): readonly string[] {
  const names = leavesOf(state).map((leaf) => stateName(chart, leaf));
  const [first = ''] = names;
  const last = names.at(-1) ?? first;
  if (first === last) return [`    return this.#state === ${first};`];
  const line = `    return state >= ${first} && state <= ${last};`;
  if (line.length <= lineWidth) return ['    const state = this.#state;', line];
  return [
    '    const state = this.#state;',
    '    return (',
    `      state >= ${first} &&`,
    `      state <= ${last}`,
    '    );',
  ];
}

function runToCompletion(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  const timed = timersOf(chart).length > 0;
  const step = timed
    ? [`    if (code < 0) this.#elapsed(~code as ${upper}Timer);`, `    else this.#receive(code as ${upper}Event);`]
    : [`    this.#receive(code as ${upper}Event);`];
  return [
    '  /** Events by their number, timers by its complement. */',
    '  #accept(code: number): void {',
    "    if (this.#phase !== 'resting') {",
    '      this.#waiting ??= new EventQueue();',
    '      this.#waiting.push(code);',
    '      return;',
    '    }',
    "    this.#phase = 'running';",
    '    try {',
    '      this.#step(code);',
    '      this.#drain();',
    '    } finally {',
    '      this.#rest();',
    '    }',
    '  }',
    '',
    '  #drain(): void {',
    '    while (this.#waiting !== undefined && !this.#waiting.empty) this.#step(this.#waiting.shift());',
    '  }',
    '',
    '  #rest(): void {',
    '    this.#waiting?.clear();',
    "    this.#phase = 'resting';",
    '  }',
    '',
    '  #step(code: number): void {',
    ...step,
    ...(hasEventless(chart) ? ['    this.#settle();'] : []),
    '  }',
    '',
  ];
}
