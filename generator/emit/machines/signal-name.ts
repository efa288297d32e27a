import type { Chart } from '../../model/chart.ts';
import { type ChartSignal, completingStates, hasWildcard, signalsOf } from '../../model/chart-signal.ts';
import { timersOf } from '../../model/chart-walk.ts';
import { propertyKey } from '../../names/identifier.ts';
import { machineNames } from '../../names/machine-names.ts';
import { member } from './literal-text.ts';

/** A signal as generated code names it: `FlightEvent.buffered`, `FlightInternalEvent['xstate.done.state.flight.WAITING']`. */
export function signalName(chart: Chart, signal: ChartSignal): string {
  const { upper } = machineNames(chart);
  if (signal.kind === 'event') return member(`${upper}Event`, signal.event);
  return member(`${upper}InternalEvent`, internalEventName(chart, signal));
}

/** The type of the parameter of methods that dispatch signals. */
export function signalType(chart: Chart): string {
  const { upper } = machineNames(chart);
  return hasWildcard(chart.root) ? `${upper}Event | ${upper}InternalEvent` : `${upper}Event`;
}

/** The number of the first timer among the signals. */
export function firstTimer(chart: Chart): number {
  return chart.events.length;
}

/** The number of the first completion among the signals. */
export function firstCompletion(chart: Chart): number {
  return chart.events.length + timersOf(chart).length;
}

/** The number of the first end of an actor among the signals. */
export function firstActorEnd(chart: Chart): number {
  return firstCompletion(chart) + completingStates(chart).length;
}

/** Numbers for the events that the machine raises itself, in a chart with wildcards. They continue those of its events. */
export function internalEventDeclaration(chart: Chart): readonly string[] {
  const internal = signalsOf(chart).flatMap((signal) => (signal.kind === 'event' ? [] : [signal]));
  if (internal.length === 0) return [];
  const name = `${machineNames(chart).upper}InternalEvent`;
  return [
    '/** Timers, completions and ends of actors, which a wildcard matches too, by the names that XState gives them. */',
    `const ${name} = {`,
    ...internal.map(
      (signal, index) => `  ${propertyKey(internalEventName(chart, signal))}: ${chart.events.length + index},`,
    ),
    '} as const;',
    `type ${name} = (typeof ${name})[keyof typeof ${name}];`,
    '',
  ];
}

function internalEventName({ id }: Chart, signal: Exclude<ChartSignal, { kind: 'event' }>): string {
  const state = signal.state.path === '' ? id : `${id}.${signal.state.path}`;
  switch (signal.kind) {
    case 'done':
      return `xstate.done.state.${state}`;
    case 'after':
      return `xstate.after.${signal.delay}.${state}`;
    case 'actorDone':
      return `xstate.done.actor.${signal.actor}`;
    case 'actorError':
      return `xstate.error.actor.${signal.actor}`;
  }
}
