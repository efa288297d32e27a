import type { Chart, ChartState } from '../../model/chart.ts';
import { activeStatesOf, isRegion, regionOf } from '../../model/chart-region.ts';
import { regionField, regionType, stateIdentifier } from '../../names/machine-names.ts';
import { assignment, member } from './literal-text.ts';

/** A state as generated code names it: `FlightState['WAITING.ARMED']`, `ConnectionConnectedWriteState.OPEN`. */
export function activeStateName(chart: Chart, activeState: ChartState): string {
  const region = regionOf(activeState) ?? chart.root;
  return member(regionType(chart, region), activeStateKey(region, activeState));
}

/** The path of a state inside its region. */
export function activeStateKey(region: ChartState, activeState: ChartState): string {
  return region.path === '' ? activeState.path : activeState.path.slice(region.path.length + 1);
}

/** The field with the active state of a compound region. */
export function activeStateField(region: ChartState): string {
  return `this.#${regionField(region)}`;
}

/** The region whose active state lies inside a compound state while that is active. */
export function enclosingRegion(state: ChartState): ChartState {
  return isRegion(state) ? state : (regionOf(state) ?? state);
}

/** The statement that makes a state the active one of its region. */
export function activationStatements(chart: Chart, activeState: ChartState, indent: string): readonly string[] {
  const region = regionOf(activeState);
  return region === undefined ? [] : assignment(activeStateField(region), activeStateName(chart, activeState), indent);
}

/** Whether a state is active, as an expression; undefined for the machine and its regions, which are always active. */
export function activeTest(chart: Chart, state: ChartState): Test | undefined {
  if (state.parent === undefined) return undefined;
  if (isRegion(state)) return activeTest(chart, state.parent);
  if (state.kind === 'compound')
    return { holds: `this.in${stateIdentifier(state)}`, fails: `!this.in${stateIdentifier(state)}` };
  const field = activeStateField(regionOf(state) ?? chart.root);
  const activeState = activeStateName(chart, state);
  return { holds: `${field} === ${activeState}`, fails: `${field} !== ${activeState}` };
}

export interface Test {
  readonly holds: string;
  readonly fails: string;
}

/** First and last active state inside a compound state, which are numbered without gaps. */
export function activeStateRange(chart: Chart, state: ChartState): readonly [first: string, last: string] {
  const names = activeStatesOf(state).map((activeState) => activeStateName(chart, activeState));
  const first = names[0] ?? '';
  return [first, names.at(-1) ?? first];
}
