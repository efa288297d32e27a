import type { Chart, ChartState } from '../../model/chart.ts';
import { regionsOf } from '../../model/chart-region.ts';
import { isDescendant } from '../../model/chart-walk.ts';
import { regionType, stateIdentifier } from '../../names/machine-names.ts';
import { activeStateField, enclosingRegion } from './active-state.ts';
import { assignment } from './literal-text.ts';

/** The regions whose active states are recorded for the history states of a state. */
export function historyRegions(chart: Chart, state: ChartState): readonly ChartState[] {
  const { histories } = state;
  if (histories.length === 0) return [];
  const own = state.kind === 'compound' ? [enclosingRegion(state)] : [];
  const inner = histories.some(({ deep }) => deep)
    ? regionsOf(chart).filter((region) => isDescendant(region, state))
    : [];
  return [...own, ...inner];
}

/** The field with the history value of a region: its active state when `state` was last exited. */
export function historyField(state: ChartState, region: ChartState): string {
  const own = state.kind === 'compound' && region === enclosingRegion(state);
  return `this.#history${stateIdentifier(state)}${own ? '' : `In${stateIdentifier(region)}`}`;
}

/** The declarations of the history fields. */
export function historyFields(chart: Chart): readonly string[] {
  return [chart.root, ...chart.states].flatMap((state) =>
    historyRegions(chart, state).map(
      (region) => `  ${historyField(state, region).slice('this.'.length)}: ${regionType(chart, region)} | undefined;`,
    ),
  );
}

export function recordHistoryStatements(chart: Chart, state: ChartState, indent: string): readonly string[] {
  return historyRegions(chart, state).flatMap((region) =>
    assignment(historyField(state, region), activeStateField(region), indent),
  );
}
