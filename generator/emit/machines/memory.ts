import type { Chart, ChartState } from '../../model/chart.ts';
import { regionsOf } from '../../model/chart-region.ts';
import { isInside } from '../../model/chart-walk.ts';
import { regionType, stateWord } from '../../names/machine-names.ts';
import { assignment } from './literal-text.ts';
import { insideRegion, placeField } from './place.ts';

/** The regions whose places have to be kept for the history states of a state. */
export function remembered(chart: Chart, state: ChartState): readonly ChartState[] {
  const { histories } = state;
  if (histories.length === 0) return [];
  const own = state.kind === 'compound' ? [insideRegion(state)] : [];
  const inner = histories.some(({ deep }) => deep) ? regionsOf(chart).filter((region) => isInside(region, state)) : [];
  return [...own, ...inner];
}

/** The field with the place in which a region was when a state was left. */
export function memoryField(state: ChartState, region: ChartState): string {
  const own = state.kind === 'compound' && region === insideRegion(state);
  return `this.#last${stateWord(state)}${own ? '' : `In${stateWord(region)}`}`;
}

/** Where each region was when a state was left. */
export function memoryFields(chart: Chart): readonly string[] {
  return [chart.root, ...chart.states].flatMap((state) =>
    remembered(chart, state).map(
      (region) => `  ${memoryField(state, region).slice('this.'.length)}: ${regionType(chart, region)} | undefined;`,
    ),
  );
}

export function recordStatements(chart: Chart, state: ChartState, indent: string): readonly string[] {
  return remembered(chart, state).flatMap((region) =>
    assignment(memoryField(state, region), placeField(region), indent),
  );
}
