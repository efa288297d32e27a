import type { Chart, ChartState } from '../../model/chart.ts';
import { isRegion, placesOf, regionOf } from '../../model/chart-region.ts';
import { regionField, regionType, stateWord } from '../../names/machine-names.ts';
import { assignment, member } from './literal-text.ts';

/** A place in the words of the generated code: `FlightState['WAITING.ARMED']`, `ConnectionConnectedWriteState.OPEN`. */
export function placeName(chart: Chart, place: ChartState): string {
  const region = regionOf(place) ?? chart.root;
  return member(regionType(chart, region), placeKey(region, place));
}

/** The path of a place inside its region. */
export function placeKey(region: ChartState, place: ChartState): string {
  return region.path === '' ? place.path : place.path.slice(region.path.length + 1);
}

/** The field with the place of a compound region. */
export function placeField(region: ChartState): string {
  return `this.#${regionField(region)}`;
}

/** The region whose place tells where the machine is inside a compound state. */
export function insideRegion(state: ChartState): ChartState {
  return isRegion(state) ? state : (regionOf(state) ?? state);
}

/** Statements that bring regions to places, or to none where their parallel state is left. */
export function arrival(chart: Chart, place: ChartState, indent: string): readonly string[] {
  const region = regionOf(place);
  return region === undefined ? [] : assignment(placeField(region), placeName(chart, place), indent);
}

/** Whether a state is active, as an expression; undefined for what is active as long as the machine runs. */
export function activeTest(chart: Chart, state: ChartState): Test | undefined {
  if (state.parent === undefined) return undefined;
  if (isRegion(state)) return activeTest(chart, state.parent);
  if (state.kind === 'compound') return { holds: `this.in${stateWord(state)}`, fails: `!this.in${stateWord(state)}` };
  const field = placeField(regionOf(state) ?? chart.root);
  const place = placeName(chart, state);
  return { holds: `${field} === ${place}`, fails: `${field} !== ${place}` };
}

export interface Test {
  readonly holds: string;
  readonly fails: string;
}

/** First and last place inside a compound state: its places are numbered without a gap. */
export function placeRange(chart: Chart, state: ChartState): readonly [first: string, last: string] {
  const names = placesOf(state).map((place) => placeName(chart, place));
  const first = names[0] ?? '';
  return [first, names.at(-1) ?? first];
}
