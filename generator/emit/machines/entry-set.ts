import type { Chart, ChartState, ChartTransition } from '../../model/chart.ts';
import { exitedRegions, exitsFinalStates, isRegion } from '../../model/chart-region.ts';
import { raisesEvents } from '../../model/chart-signal.ts';
import {
  domainOf,
  type EntryStep,
  endsMachine,
  entrySetBelow,
  entrySetOf,
  initialEntrySet,
  selfAndAncestors,
} from '../../model/chart-walk.ts';
import { stateIdentifier } from '../../names/machine-names.ts';
import { activationStatements, activeStateField, enclosingRegion } from './active-state.ts';
import { completionStatements } from './completion.ts';
import { type EnteredState, entryStatements, exitStatements } from './state-effects.ts';

/** Statements for the entry set of a transition: entry actions and timers, active states, then completions. */
export function entrySetStatements(chart: Chart, edge: ChartTransition, indent: string): readonly string[] {
  const entries = entrySetOf(edge);
  if (entries.length === 0) return [];
  const domain = domainOf(edge);
  const own = enclosingRegion(domain ?? chart.root);
  const left = exitedRegions(chart, edge).filter((region) => region !== own);
  const closed = (regions: readonly ChartState[]): readonly string[] =>
    regions.map((region) => `${indent}${activeStateField(region)} = undefined;`);
  if (entries.some(({ kind }) => kind === 'history')) {
    // The history value is known only at run time: regions are entered one after the other.
    return [
      ...closed(left),
      ...entries.flatMap((entry) =>
        entry.kind === 'history'
          ? [`${indent}this.#restore${stateIdentifier(entry.history)}();`]
          : enterStatements(chart, entry, indent),
      ),
    ];
  }
  const entered = entries.flatMap((entry) => (entry.kind === 'state' ? [entry] : []));
  const states = entered.map(({ state }) => state);
  const activeStates = states.filter((state) => state.kind !== 'compound' && !isRegion(state));
  const reached = new Set(activeStates.map((activeState) => enclosingRegion(activeState)));
  const activations = new Map(
    activeStates
      // Its region keeps the number of the source, unless the exit cleared it.
      .filter((activeState) => activeState !== edge.source || exitsFinalStates(edge))
      .map((activeState) => [activeState, activationStatements(chart, activeState, indent)] as const),
  );
  const unreached = closed(left.filter((region) => !reached.has(region)));
  const complete = (state: ChartState): readonly string[] =>
    completionStatements(chart, state, { states, domain }, indent);
  if (raisesEvents(chart)) {
    // A completion is queued behind what the entry actions before it raised, and ahead of what those after it raise.
    return [
      ...unreached,
      ...entered.flatMap((entry) => [
        ...entryStatements(chart, entry, indent),
        ...endStatements(chart, entry.state, indent),
        ...(activations.get(entry.state) ?? []),
        ...complete(entry.state),
      ]),
    ];
  }
  return [
    ...entered.flatMap((entry) => entryStatements(chart, entry, indent)),
    ...states.flatMap((state) => endStatements(chart, state, indent)),
    ...[...activations.values()].flat(),
    ...unreached,
    ...states.flatMap(complete),
  ];
}

/** What a final state that ends the machine exits: itself, and the machine. */
function endStatements(chart: Chart, state: ChartState, indent: string): readonly string[] {
  if (!endsMachine(state)) return [];
  return selfAndAncestors(state).flatMap((each) => exitStatements(chart, each, indent));
}

/** Enters one state and makes it active. */
export function enterStatements(chart: Chart, entry: EnteredState, indent: string): readonly string[] {
  const { state } = entry;
  return [
    ...entryStatements(chart, entry, indent),
    ...(state.kind === 'compound' ? [] : activationStatements(chart, state, indent)),
    ...completionStatements(chart, state, undefined, indent),
  ];
}

/** Enters the descendants of a state on the path to `goal`, and initial states elsewhere. */
export function defaultEntryStatements(
  chart: Chart,
  state: ChartState,
  goal: ChartState | undefined,
  indent: string,
): readonly string[] {
  // What a history state restores, or has as its default, is not entered by default itself.
  return descendantsToEnter(entrySetBelow(state, goal === undefined ? [] : [goal])).flatMap((entry) =>
    enterStatements(chart, entry.state === goal ? { ...entry, byDefault: false } : entry, indent),
  );
}

/** Statements that start the machine: its fields already hold the initial active states. */
export function startStatements(chart: Chart, indent: string): readonly string[] {
  const entered = descendantsToEnter(initialEntrySet(chart.root));
  const states = entered.map(({ state }) => state);
  return entered.flatMap((entry) => [
    ...entryStatements(chart, entry, indent),
    ...endStatements(chart, entry.state, indent),
    ...completionStatements(chart, entry.state, { states, domain: undefined }, indent),
  ]);
}

function descendantsToEnter(entries: readonly EntryStep[]): readonly EnteredState[] {
  return entries.flatMap((entry) => (entry.kind === 'state' ? [entry] : []));
}
