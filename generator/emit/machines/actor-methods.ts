import type { Chart } from '../../model/chart.ts';
import { hasWildcard } from '../../model/chart-signal.ts';
import { candidatesOf, timersOf } from '../../model/chart-walk.ts';
import { quote } from '../../names/identifier.ts';
import { machineNames } from '../../names/machine-names.ts';
import { activeTest } from './active-state.ts';
import { candidateStatements } from './candidates.ts';
import { areAllGuarded } from './handler.ts';
import { conditional } from './literal-text.ts';
import { firstActorEnd } from './signal-name.ts';
import { actorName, timerName } from './state-effects.ts';

/** `actorDone` and `actorFailed`. The codes of the ends of actors follow those of the timers, two for each actor. */
export function actorEntryPoints(chart: Chart): readonly string[] {
  if (chart.invokes.length === 0) return [];
  const type = `${machineNames(chart).upper}Actor`;
  const first = timersOf(chart).length;
  return [
    '  /** An actor has come to its end. Ignored if its state is not active. */',
    `  actorDone(actor: ${type}): void {`,
    `    this.handle(~(${first === 0 ? '' : `${first} + `}2 * actor));`,
    '  }',
    '',
    '  /**',
    '   * An actor has failed. Ignored if its state is not active. Without a transition for it the machine fails too: its timers',
    '   * and actors are stopped, and it ignores all events.',
    '   *',
    '   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_ACTOR` when no transition was enabled.',
    '   */',
    `  actorFailed(actor: ${type}): void {`,
    `    this.handle(~(${first + 1} + 2 * actor));`,
    '  }',
    '',
  ];
}

/** The statements that tell events, timers and ends of actors apart. */
export function actorStep(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  const timers = timersOf(chart).length;
  return [
    `    if (code >= 0) this.#receive(code as ${upper}Event);`,
    ...(timers === 0 ? [] : [`    else if (~code < ${timers}) this.#elapsed(~code as ${upper}Timer);`]),
    `    else this.#actorEnded(~code - ${timers});`,
  ];
}

/** `#actorEnded`, which takes the transitions for the ends of actors. */
export function actorMethod(chart: Chart): readonly string[] {
  if (chart.invokes.length === 0) return [];
  return [
    '  /** The end of an actor: twice its number, or one more for a failure. */',
    '  #actorEnded(end: number): void {',
    ...(hasWildcard(chart.root) ? dispatchedEnds(chart) : ownEnds(chart)),
    '  }',
    '',
    ...failMethod(chart),
  ];
}

/** The state of the actor alone has transitions for its end. */
function ownEnds(chart: Chart): readonly string[] {
  return [
    '    const port = this.#port;',
    '    switch (end) {',
    ...chart.invokes.flatMap(({ id, state }, index) => {
      const absent = conditional(activeTest(chart, state)?.fails ?? 'this.done', 'return;', '        ');
      const done = candidatesOf(state, { kind: 'actorDone', actor: id });
      const failed = candidatesOf(state, { kind: 'actorError', actor: id });
      return [
        `      case ${2 * index}:`,
        ...absent,
        ...candidateStatements(chart, done, '        ', 'return;'),
        ...(areAllGuarded(done) ? ['        return;'] : []),
        `      case ${2 * index + 1}:`,
        ...absent,
        ...candidateStatements(chart, failed, '        ', 'return;'),
        ...(areAllGuarded(failed) ? [`        this.#fail(${quote(id)});`] : []),
      ];
    }),
    '    }',
  ];
}

/** A wildcard in any state may take the end of an actor. */
function dispatchedEnds(chart: Chart): readonly string[] {
  const { upper } = machineNames(chart);
  return [
    '    switch (end >> 1) {',
    ...chart.invokes.flatMap(({ id, state }) => [
      `      case ${actorName(chart, id)}:`,
      ...conditional(activeTest(chart, state)?.fails ?? 'this.done', 'return;', '        '),
      '        break;',
    ]),
    '    }',
    '    this.#isTaken = false;',
    `    this.#receive((${firstActorEnd(chart)} + end) as ${upper}InternalEvent);`,
    `    if ((end & 1) === 1 && !this.#isTaken) this.#fail(${machineNames(chart).lower}Actors[end >> 1]?.id ?? '');`,
  ];
}

/** `#fail`, where an actor fails and no transition is for that. */
function failMethod(chart: Chart): readonly string[] {
  return [
    '  /** Stops the timers and actors of active states, and the machine. */',
    '  #fail(actor: string): never {',
    '    const port = this.#port;',
    ...timersOf(chart).flatMap(({ state, delay }) =>
      conditional(
        activeTest(chart, state)?.holds ?? '!this.done',
        `port.cancelTimer(${timerName(chart, state, delay)});`,
        '    ',
      ),
    ),
    ...chart.invokes.flatMap(({ id, state }) =>
      conditional(activeTest(chart, state)?.holds ?? '!this.done', `port.stopActor(${actorName(chart, id)});`, '    '),
    ),
    '    throw this.fail(actor);',
    '  }',
    '',
  ];
}
