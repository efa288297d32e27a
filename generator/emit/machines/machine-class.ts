import type { Chart, ChartState } from '../../model/chart.ts';
import { activeStatesOf, isParallel, isRegion, regionOf, regionsOf } from '../../model/chart-region.ts';
import { tracksTransitions } from '../../model/chart-signal.ts';
import { endsMachine, initialPath, timersOf } from '../../model/chart-walk.ts';
import { quote } from '../../names/identifier.ts';
import { machineNames, regionField, regionType, stateIdentifier } from '../../names/machine-names.ts';
import { activeStateField, activeStateName, activeStateRange, activeTest } from './active-state.ts';
import { actorEntryPoints, actorMethod, actorStep } from './actor-methods.ts';
import {
  hasInternalEvents,
  inFinalStateMethods,
  inFinalStateStatements,
  internalEventMethods,
} from './completion-methods.ts';
import { tagsOf } from './declarations.ts';
import { startStatements } from './entry-set.ts';
import { endMethod, exitMethods, exitsOnCompletion } from './exit-methods.ts';
import { historyFields } from './history.ts';
import { docComment, lineWidth } from './literal-text.ts';
import { regionMethods } from './region-methods.ts';
import { restoreMethods } from './restore-methods.ts';
import { snapshotMethods } from './snapshot-methods.ts';
import { eventlessMethods, eventMethods, hasEventless, timerMethod } from './state-methods.ts';

/** The class of a compiled chart, with one method for each state that handles events. */
export function machineClass(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  const methods = [
    ...entryPoints(chart),
    ...queries(chart),
    ...runToCompletion(chart),
    ...macrostepMethod(chart),
    ...eventMethods(chart),
    ...timerMethod(chart),
    ...actorMethod(chart),
    ...internalEventMethods(chart),
    ...eventlessMethods(chart),
    ...regionMethods(chart),
    ...restoreMethods(chart),
    ...inFinalStateMethods(chart),
    ...endMethod(chart),
    ...snapshotMethods(chart),
  ];
  return [
    ...docComment(chart.doc, ''),
    `export class ${upper}Machine extends RunToCompletion {`,
    ...fields(chart),
    ...methods,
    ...exitMethods(chart, methods),
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
      const state = activeStatesOf(region).find((known) => first.has(known));
      const type = `${regionType(chart, region)}${region === chart.root ? '' : ' | undefined'}`;
      return `  #${regionField(region)}: ${type}${state === undefined ? '' : ` = ${activeStateName(chart, state)}`};`;
    }),
    ...historyFields(chart),
    ...(hasInternalEvents(chart) ? ['  #internalQueue: EventQueue | undefined;'] : []),
    ...(tracksTransitions(chart)
      ? ['  /** A transition was taken since the end of an actor was dispatched. */', '  #isTaken = false;']
      : []),
    '',
    `  constructor(port: ${upper}Port) {`,
    '    super();',
    '    this.#port = port;',
    '  }',
    '',
  ];
}

function entryPoints(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  return [
    '  /**',
    '   * Runs an event to completion. From inside an action, or before `start`, the event is queued. When an action',
    ...(isParallel(chart)
      ? [
          '   * throws, regions that have not entered their next state keep their state; queued events are dropped,',
          '   * and the error is thrown to the caller.',
        ]
      : ['   * throws, the state does not change, queued events are dropped, and the error is thrown to the caller.']),
    '   *',
    '   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when more than 16 events are queued.',
    '   */',
    `  send(event: ${upper}Event): void {`,
    '    this.handle(event);',
    '  }',
    '',
    ...(timersOf(chart).length === 0
      ? []
      : [
          '  /** A timer has expired. Ignored if its state is not active. */',
          `  elapsed(timer: ${upper}Timer): void {`,
          '    this.handle(~timer);',
          '  }',
          '',
        ]),
    ...actorEntryPoints(chart),
  ];
}

function queries(chart: Chart): readonly string[] {
  const lines: string[] = [];
  for (const region of regionsOf(chart)) {
    const field = regionField(region);
    const type = regionType(chart, region);
    if (region === chart.root) {
      lines.push(
        '  /** The active state. While actions run, the state being exited. */',
        `  get ${field}(): ${type} {`,
      );
    } else {
      const when = isAlways(region) ? '' : '; undefined while the region is not active';
      lines.push(
        ...docComment(`The active state of region ${region.path}${when}.`, '  '),
        `  get ${field}(): ${type} | undefined {`,
      );
    }
    lines.push(`    return ${activeStateField(region)};`, '  }', '');
  }
  lines.push(...tagQuery(chart), ...outputQuery(chart));
  lines.push(
    '  /** The machine is in a final state and ignores all events. */',
    '  get done(): boolean {',
    ...doneStatements(chart),
    '  }',
    '',
  );
  for (const state of chart.states) {
    if (isRegion(state) || (state.kind !== 'compound' && state.kind !== 'parallel')) continue;
    lines.push(
      ...docComment(`Whether ${state.path} is active.`, '  '),
      `  get in${stateIdentifier(state)}(): boolean {`,
      ...isInStatements(chart, state),
      '  }',
      '',
    );
  }
  return lines;
}

/** `hasTag`, if states have tags. */
function tagQuery(chart: Chart): readonly string[] {
  const tags = tagsOf(chart);
  if (tags.length === 0) return [];
  return [
    '  /** Whether an active state has a tag. */',
    `  hasTag(tag: ${machineNames(chart).upper}Tag): boolean {`,
    '    switch (tag) {',
    ...tags.flatMap((tag) => {
      const tests = [chart.root, ...chart.states]
        .filter((state) => state.tags.includes(tag))
        .map((state) => activeTest(chart, state)?.holds ?? 'true');
      const line = `        return ${tests.join(' || ')};`;
      const broken = tests.map((each, index) => `          ${each}${index < tests.length - 1 ? ' ||' : ''}`);
      return [
        `      case ${quote(tag)}:`,
        ...(line.length <= lineWidth ? [line] : ['        return (', ...broken, '        );']),
      ];
    }),
    '    }',
    '  }',
    '',
  ];
}

/** `output`, if the machine has a static one. */
function outputQuery(chart: Chart): readonly string[] {
  if (chart.root.output === undefined) return [];
  const name = `${machineNames(chart).lower}Output`;
  return [
    '  /** The output of the machine; undefined until it is done. */',
    `  get output(): typeof ${name} | undefined {`,
    `    return this.done ? ${name} : undefined;`,
    '  }',
    '',
  ];
}

/** Whether a region is active as long as the machine runs. */
function isAlways(region: ChartState): boolean {
  return region.parent === undefined || (isRegion(region.parent) && isAlways(region.parent));
}

function doneStatements(chart: Chart): readonly string[] {
  if (chart.root.kind === 'parallel') return inFinalStateStatements(chart, chart.root);
  const ends = chart.leaves.filter(endsMachine);
  if (ends.length === 0) return ['    return false;'];
  return [
    '    switch (this.#state) {',
    ...ends.map((leaf) => `      case ${activeStateName(chart, leaf)}:`),
    '        return true;',
    '      default:',
    '        return false;',
    '    }',
  ];
}

function isInStatements(chart: Chart, state: ChartState): readonly string[] {
  const region = regionOf(state) ?? chart.root;
  if (state.kind === 'parallel')
    return [`    return ${activeStateField(region)} === ${activeStateName(chart, state)};`];
  const field = activeStateField(region);
  const [first, last] = activeStateRange(chart, state);
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
  const step =
    chart.invokes.length > 0
      ? actorStep(chart)
      : timed
        ? [`    if (code < 0) this.#elapsed(~code as ${upper}Timer);`, `    else this.#receive(code as ${upper}Event);`]
        : [`    this.#receive(code as ${upper}Event);`];
  const hasInternal = hasInternalEvents(chart);
  const settles = hasEventless(chart) || hasInternal;
  const initial = [
    ...startStatements(chart, '    '),
    ...(exitsOnCompletion(chart) ? ['    if (this.done) this.#end();'] : []),
    ...(settles ? ['    this.#completeMacrostep();'] : []),
  ];
  const usesPort = initial.some((line) => line.includes('port.'));
  return [
    ...(initial.length === 0
      ? []
      : [
          '  protected override enterInitial(): void {',
          ...(usesPort ? ['    const port = this.#port;'] : []),
          ...initial,
          '  }',
          '',
        ]),
    '  protected override step(code: number): void {',
    ...step,
    ...(settles ? ['    this.#completeMacrostep();'] : []),
    '  }',
    '',
    ...(hasInternal
      ? ['  protected override clearInternal(): void {', '    this.#internalQueue?.clear();', '  }', '']
      : []),
  ];
}

/** Eventless transitions and completions after an event: the rest of SCXML's macrostep. */
function macrostepMethod(chart: Chart): readonly string[] {
  const moves = hasEventless(chart);
  if (!hasInternalEvents(chart)) {
    if (!moves) return [];
    return [
      '  /** Takes eventless transitions until none is enabled. */',
      '  #completeMacrostep(): void {',
      '    let taken = true;',
      '    while (taken) taken = this.#eventlessMicrostep();',
      '  }',
      '',
    ];
  }
  return [
    `  /** Takes ${moves ? 'eventless transitions until none is enabled, then ' : ''}those of what the machine sent itself. */`,
    '  #completeMacrostep(): void {',
    '    for (;;) {',
    ...(moves ? ['      if (this.#eventlessMicrostep()) continue;'] : []),
    '      if (this.#internalQueue === undefined || this.#internalQueue.empty) return;',
    '      if (this.done) this.#internalQueue.clear();',
    '      else this.#internalMicrostep(this.#internalQueue.shift());',
    '    }',
    '  }',
    '',
  ];
}
