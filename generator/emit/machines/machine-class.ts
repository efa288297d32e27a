import type { Chart, ChartState } from '../../model/chart.ts';
import { isParallel, isRegion, placesOf, regionOf, regionsOf } from '../../model/chart-region.ts';
import { endsMachine, initialPath, timersOf } from '../../model/chart-walk.ts';
import { machineNames, regionField, regionType, stateWord } from '../../names/machine-names.ts';
import { completing, completionMethods, overMethods, overStatements } from './completion-methods.ts';
import { startStatements } from './entrance.ts';
import { endMethod, hasEnding, leaveMethods } from './leave-methods.ts';
import { docComment, lineWidth } from './literal-text.ts';
import { memoryFields } from './memory.ts';
import { placeField, placeName, placeRange } from './place.ts';
import { regionMethods } from './region-methods.ts';
import { resumeMethods } from './resume-methods.ts';
import { eventlessMethods, eventMethods, hasEventless, timerMethod } from './state-methods.ts';

/** The class that runs a chart: a method for each state that handles events, as nested as the chart is. */
export function machineClass(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  const methods = [
    ...entryPoints(chart),
    ...queries(chart),
    ...runToCompletion(chart),
    ...settleMethod(chart),
    ...eventMethods(chart),
    ...timerMethod(chart),
    ...completionMethods(chart),
    ...eventlessMethods(chart),
    ...regionMethods(chart),
    ...resumeMethods(chart),
    ...overMethods(chart),
    ...endMethod(chart),
  ];
  return [
    ...docComment(chart.doc, ''),
    `export class ${upper}Machine {`,
    ...fields(chart),
    ...methods,
    ...leaveMethods(chart, methods),
    '}',
    '',
  ].filter((line, index, lines) => !(line === '' && lines[index + 1] === '}'));
}

function fields(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  const first = new Set(initialPath(chart.root));
  return [
    `  readonly #port: ${upper}Port;`,
    ...regionsOf(chart).map((region) => {
      const place = placesOf(region).find((known) => first.has(known));
      const type = `${regionType(chart, region)}${region === chart.root ? '' : ' | undefined'}`;
      return `  #${regionField(region)}: ${type}${place === undefined ? '' : ` = ${placeName(chart, place)}`};`;
    }),
    ...memoryFields(chart),
    "  #phase: 'new' | 'resting' | 'running' = 'new';",
    '  #waiting: EventQueue | undefined;',
    ...(completing(chart).length > 0 ? ['  #completed: EventQueue | undefined;'] : []),
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
    ...(hasEnding(chart) ? ['      if (this.done) this.#end();'] : []),
    ...(hasEventless(chart) || completing(chart).length > 0 ? ['      this.#settle();'] : []),
    '      this.#drain();',
    '    } finally {',
    '      this.#rest();',
    '    }',
    '  }',
    '',
    '  /**',
    '   * Handles an event to its end. From inside an action, or before `start`, the event waits for its turn. When an action',
    ...(isParallel(chart)
      ? [
          '   * throws, the state stays what it was, as far as no region has arrived at its next one; events that wait are dropped,',
          '   * and the error goes to the caller.',
        ]
      : ['   * throws, the state stays what it was, events that wait are dropped, and the error goes to the caller.']),
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
  const lines: string[] = [];
  for (const region of regionsOf(chart)) {
    const field = regionField(region);
    const type = regionType(chart, region);
    if (region === chart.root) {
      lines.push(
        '  /** Where the machine is. While actions run, the state that is being left. */',
        `  get ${field}(): ${type} {`,
      );
    } else {
      const when = isAlways(region) ? '' : ', undefined while that is not active';
      lines.push(
        ...docComment(`Where region ${region.path} is${when}.`, '  '),
        `  get ${field}(): ${type} | undefined {`,
      );
    }
    lines.push(`    return ${placeField(region)};`, '  }', '');
  }
  lines.push(
    '  /** The machine has come to its end and ignores everything. */',
    '  get done(): boolean {',
    ...doneStatements(chart),
    '  }',
    '',
  );
  for (const state of chart.states) {
    if (isRegion(state) || (state.kind !== 'compound' && state.kind !== 'parallel')) continue;
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

/** A region of the machine itself is active from beginning to end. */
function isAlways(region: ChartState): boolean {
  return region.parent === undefined || (isRegion(region.parent) && isAlways(region.parent));
}

function doneStatements(chart: Chart): readonly string[] {
  if (chart.root.kind === 'parallel') return overStatements(chart, chart.root);
  const ends = chart.leaves.filter(endsMachine);
  if (ends.length === 0) return ['    return false;'];
  return [
    '    switch (this.#state) {',
    ...ends.map((leaf) => `      case ${placeName(chart, leaf)}:`),
    '        return true;',
    '      default:',
    '        return false;',
    '    }',
  ];
}

function insideStatements(chart: Chart, state: ChartState): readonly string[] {
  const region = regionOf(state) ?? chart.root;
  if (state.kind === 'parallel') return [`    return ${placeField(region)} === ${placeName(chart, state)};`];
  const field = placeField(region);
  const [first, last] = placeRange(chart, state);
  if (first === last) return [`    return ${field} === ${first};`];
  const operands = [...(region === chart.root ? [] : ['state !== undefined']), `state >= ${first}`, `state <= ${last}`];
  const line = `    return ${operands.join(' && ')};`;
  const local = `    const state = ${field};`;
  if (line.length <= lineWidth) return [local, line];
  const broken = operands.map((operand, index) => `      ${operand}${index < operands.length - 1 ? ' &&' : ''}`);
  return [local, '    return (', ...broken, '    );'];
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
    ...(completing(chart).length > 0 ? ['    this.#completed?.clear();'] : []),
    "    this.#phase = 'resting';",
    '  }',
    '',
    '  #step(code: number): void {',
    ...step,
    ...(hasEventless(chart) || completing(chart).length > 0 ? ['    this.#settle();'] : []),
    '  }',
    '',
  ];
}

/** What follows an event without any further one. */
function settleMethod(chart: Chart): readonly string[] {
  const moves = hasEventless(chart);
  if (completing(chart).length === 0) {
    if (!moves) return [];
    return [
      '  /** Takes transitions that wait for no event, until none is open. */',
      '  #settle(): void {',
      '    let moved = true;',
      '    while (moved) moved = this.#moveOn();',
      '  }',
      '',
    ];
  }
  return [
    `  /** ${moves ? 'Takes transitions that wait for no event, until none is open; then' : 'Then'} comes what follows the end of a state. */`,
    '  #settle(): void {',
    '    for (;;) {',
    ...(moves ? ['      if (this.#moveOn()) continue;'] : []),
    '      if (this.#completed === undefined || this.#completed.empty) return;',
    '      if (this.done) this.#completed.clear();',
    '      else this.#finish(this.#completed.shift());',
    '    }',
    '  }',
    '',
  ];
}
