import type { Chart, ChartState } from '../../model/chart.ts';
import { delaysOf } from '../../model/chart-walk.ts';
import { machineNames, timerKey } from '../../names/machine-names.ts';
import { recordHistoryStatements } from './history.ts';
import { callStatement, member } from './literal-text.ts';

/** Entering one state: its entry actions run, then its timers start. */
export function entryStatements(chart: Chart, state: ChartState, indent: string): readonly string[] {
  const timers = delaysOf(state).flatMap((delay) =>
    callStatement('port.startTimer', [timerName(chart, state, delay)], indent),
  );
  return [...state.entry.map((action) => `${indent}port.${action}();`), ...timers];
}

/** Exiting one state: its history is recorded, its exit actions run, then its timers stop. */
export function exitStatements(chart: Chart, state: ChartState, indent: string): readonly string[] {
  const timers = delaysOf(state).flatMap((delay) =>
    callStatement('port.cancelTimer', [timerName(chart, state, delay)], indent),
  );
  return [
    ...recordHistoryStatements(chart, state, indent),
    ...state.exit.map((action) => `${indent}port.${action}();`),
    ...timers,
  ];
}

export function timerName(chart: Chart, state: ChartState, delay: string): string {
  return member(`${machineNames(chart).upper}Timer`, timerKey({ state, delay }));
}
