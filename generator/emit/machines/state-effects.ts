import type { Chart, ChartState } from '../../model/chart.ts';
import { delaysOf, type EntryStep } from '../../model/chart-walk.ts';
import { machineNames, timerKey } from '../../names/machine-names.ts';
import { actionCall } from './guard-expression.ts';
import { recordHistoryStatements } from './history.ts';
import { callStatement, member } from './literal-text.ts';

export type EnteredState = Pick<Extract<EntryStep, { kind: 'state' }>, 'state' | 'byDefault'>;

/** Entering one state: its entry actions run, its timers and its actors start, then the actions of its initial transition run. */
export function entryStatements(chart: Chart, entry: EnteredState, indent: string): readonly string[] {
  const { state, byDefault } = entry;
  const timers = delaysOf(state).flatMap((delay) =>
    callStatement('port.startTimer', [timerName(chart, state, delay)], indent),
  );
  return [
    ...state.entry.map((action) => actionCall(chart, action, indent)),
    ...timers,
    ...state.invokes.flatMap(({ id }) => callStatement('port.startActor', [actorName(chart, id)], indent)),
    ...(byDefault ? initialActionStatements(chart, state, indent) : []),
  ];
}

/** The actions of the initial transition of a compound state. */
export function initialActionStatements(chart: Chart, state: ChartState, indent: string): readonly string[] {
  return state.initialActions.map((action) => actionCall(chart, action, indent));
}

/** Exiting one state: its history is recorded, its exit actions run, then its timers and its actors stop. */
export function exitStatements(chart: Chart, state: ChartState, indent: string): readonly string[] {
  const timers = delaysOf(state).flatMap((delay) =>
    callStatement('port.cancelTimer', [timerName(chart, state, delay)], indent),
  );
  return [
    ...recordHistoryStatements(chart, state, indent),
    ...state.exit.map((action) => actionCall(chart, action, indent)),
    ...timers,
    ...state.invokes.flatMap(({ id }) => callStatement('port.stopActor', [actorName(chart, id)], indent)),
  ];
}

export function actorName(chart: Chart, id: string): string {
  return member(`${machineNames(chart).upper}Actor`, id);
}

export function timerName(chart: Chart, state: ChartState, delay: string): string {
  return member(`${machineNames(chart).upper}Timer`, timerKey({ state, delay }));
}
