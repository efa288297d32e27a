import type { Chart, ChartState, ChartTransition } from '../../model/chart.ts';
import { isRegion, regionsLeft } from '../../model/chart-region.ts';
import { below, domainOf, endsMachine, enteredBy, outwards } from '../../model/chart-walk.ts';
import { stateWord } from '../../names/machine-names.ts';
import { completionStatements } from './completion.ts';
import { arrival, insideRegion, placeField } from './place.ts';
import { entryStatements, exitStatements } from './state-effects.ts';

/** What a transition enters: entry actions and timers, then the new places, then what has come to its end by them. */
export function enteringStatements(chart: Chart, edge: ChartTransition, indent: string): readonly string[] {
  const entries = enteredBy(edge);
  if (entries.length === 0) return [];
  const domain = domainOf(edge);
  const own = insideRegion(domain ?? chart.root);
  const left = regionsLeft(chart, edge).filter((region) => region !== own);
  const closed = (regions: readonly ChartState[]): readonly string[] =>
    regions.map((region) => `${indent}${placeField(region)} = undefined;`);
  if (entries.some(({ kind }) => kind === 'memory')) {
    // What is remembered is known only when the machine runs: regions come to their places one after the other.
    return [
      ...closed(left),
      ...entries.flatMap((entry) =>
        entry.kind === 'memory'
          ? [`${indent}this.#resume${stateWord(entry.history)}();`]
          : reachStatements(chart, entry.state, indent),
      ),
    ];
  }
  const states = entries.flatMap((entry) => (entry.kind === 'state' ? [entry.state] : []));
  const places = states.filter((state) => state.kind !== 'compound' && !isRegion(state));
  const reached = new Set(places.map((place) => insideRegion(place)));
  return [
    ...states.flatMap((state) => entryStatements(chart, state, indent)),
    ...states
      .filter(endsMachine)
      .flatMap((leaf) => outwards(leaf).flatMap((state) => exitStatements(chart, state, indent))),
    ...places.filter((place) => place !== edge.source).flatMap((place) => arrival(chart, place, indent)),
    ...closed(left.filter((region) => !reached.has(region))),
    ...states.flatMap((state) => completionStatements(chart, state, { states, domain }, indent)),
  ];
}

/** Enters one state, and is there. */
export function reachStatements(chart: Chart, state: ChartState, indent: string): readonly string[] {
  return [
    ...entryStatements(chart, state, indent),
    ...(state.kind === 'compound' ? [] : arrival(chart, state, indent)),
    ...completionStatements(chart, state, undefined, indent),
  ];
}

/** Enters what lies inside a state on the way to `goal`, and by default where the way is open. */
export function initialStatements(
  chart: Chart,
  state: ChartState,
  goal: ChartState | undefined,
  indent: string,
): readonly string[] {
  return statesBelow(state, goal).flatMap((inner) => reachStatements(chart, inner, indent));
}

/** Statements that enter the machine for the first time: its fields hold the first places already. */
export function startStatements(chart: Chart, indent: string): readonly string[] {
  const states = [chart.root, ...statesBelow(chart.root, undefined)];
  return [
    ...states.flatMap((state) => entryStatements(chart, state, indent)),
    ...states
      .filter(endsMachine)
      .flatMap((leaf) => outwards(leaf).flatMap((state) => exitStatements(chart, state, indent))),
    ...states.flatMap((state) => completionStatements(chart, state, { states, domain: undefined }, indent)),
  ];
}

function statesBelow(state: ChartState, goal: ChartState | undefined): readonly ChartState[] {
  return below(state, goal).flatMap((entry) => (entry.kind === 'state' ? [entry.state] : []));
}
