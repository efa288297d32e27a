import type { Chart, ChartState, ChartTransition, ChartTrigger } from '../../model/chart.ts';
import { isTransient } from '../../model/chart-reach.ts';
import { isInRegion, isRegion, placesOf } from '../../model/chart-region.ts';
import { candidatesOf, outwards } from '../../model/chart-walk.ts';
import { lowerFirst, machineNames, stateWord } from '../../names/machine-names.ts';
import { edgeComment } from './effects.ts';
import { isOpen, isPassedOn, stateComment } from './handler.ts';
import { member } from './literal-text.ts';
import { placeField, placeName } from './place.ts';

/** What regions choose by: an event, or nothing at all. */
export type Choice = 'event' | 'always';

/**
 * Transitions that regions choose before any of them moves, because several may be taken at once: those for events and
 * without, of states inside parallel ones. In document order.
 */
export function chosenEdges(chart: Chart): readonly ChartTransition[] {
  return chart.edges.filter(
    ({ source, trigger }) => isInRegion(source) && (trigger.kind === 'event' || trigger.kind === 'always'),
  );
}

/** Whether a parallel state has anything inside to choose. */
export function hasChoices(state: ChartState, choice: Choice): boolean {
  return state.kind === 'parallel' && state.children.some((region) => hasAny(region, choice));
}

function hasAny(state: ChartState, choice: Choice): boolean {
  return handles(state, choice) || state.children.some((child) => hasAny(child, choice));
}

function handles(state: ChartState, choice: Choice): boolean {
  return state.transitions.some(({ trigger }) => trigger.kind === choice);
}

/** Whether a region itself, without the regions inside it, has anything to choose. */
export function choosesItself(region: ChartState, choice: Choice): boolean {
  if (handles(region, choice)) return true;
  const search = (state: ChartState): boolean =>
    handles(state, choice) || (state.kind === 'compound' && state.children.some(search));
  return region.kind === 'compound' && region.children.some(search);
}

/** The variable for what a region chooses. */
export function choiceName(region: ChartState): string {
  return lowerFirst(stateWord(region));
}

/** The regions inside a state that choose, in document order, those inside regions among them. */
export function choosingRegions(state: ChartState): readonly ChartState[] {
  const inside = state.children.flatMap(choosingRegions);
  const chooses = isRegion(state) && state.parent !== undefined;
  return chooses && (choosesItself(state, 'event') || choosesItself(state, 'always')) ? [state, ...inside] : inside;
}

/** `#chooseX` for each region that has several places, and `#onX` or `#alwaysX` for each state that chooses. */
export function choiceMethods(chart: Chart, choice: Choice): readonly string[] {
  const lines: string[] = [];
  const parameter = choice === 'event' ? `event: ${machineNames(chart).upper}Event` : '';
  for (const state of chart.states) {
    if (!isInRegion(state)) continue;
    if (isRegion(state) && state.kind === 'compound' && choosesItself(state, choice)) {
      lines.push(...regionMethod(chart, state, choice, parameter));
    }
    if (!handles(state, choice)) continue;
    lines.push(
      ...stateComment(state),
      `  #${prefixOf(choice)}${stateWord(state)}(${parameter}): number {`,
      ...(choice === 'event' ? eventBody(chart, state) : eventlessBody(state)),
      '  }',
      '',
    );
  }
  return lines;
}

/** The method that asks the innermost state that chooses: itself or around it, as far as the region goes. */
export function innermost(state: ChartState, choice: Choice): string | undefined {
  const region = outwards(state).find(isRegion);
  const around = outwards(state);
  const found = around.slice(0, around.indexOf(region ?? state) + 1).find((outer) => handles(outer, choice));
  return found && `this.#${prefixOf(choice)}${stateWord(found)}(${choice === 'event' ? 'event' : ''})`;
}

function prefixOf(choice: Choice): string {
  return choice === 'event' ? 'on' : 'always';
}

function regionMethod(chart: Chart, region: ChartState, choice: Choice, parameter: string): readonly string[] {
  const groups = new Map<string, ChartState[]>();
  for (const place of placesOf(region)) {
    if (hasChoices(place, choice) || (choice === 'event' && place.children.length === 0 && isTransient(place)))
      continue;
    const call = innermost(place, choice);
    if (call !== undefined) groups.set(call, [...(groups.get(call) ?? []), place]);
  }
  return [
    `  /** What region ${region.path} would do${choice === 'event' ? ' on an event' : ' without one'}. */`,
    `  #${choice === 'event' ? 'choose' : 'drive'}${stateWord(region)}(${parameter}): number {`,
    `    switch (${placeField(region)}) {`,
    ...[...groups].flatMap(([call, places]) => [
      ...places.map((place) => `      case ${placeName(chart, place)}:`),
      `        return ${call};`,
    ]),
    '      default:',
    '        return none;',
    '    }',
    '  }',
    '',
  ];
}

function eventBody(chart: Chart, state: ChartState): readonly string[] {
  const lines: string[] = [];
  for (const event of chart.events) {
    const candidates = candidatesOf(state, { kind: 'event', event });
    if (candidates.length === 0) continue;
    lines.push(`      case ${member(`${machineNames(chart).upper}Event`, event)}:`, ...returns(candidates, '        '));
    if (isOpen(candidates)) lines.push('        break;');
  }
  const region = outwards(state).find(isRegion);
  const isPassed = chart.events.some((event) => isPassedOn(state, { kind: 'event', event }, region));
  const next = isPassed && state.parent !== undefined ? innermost(state.parent, 'event') : undefined;
  return ['    switch (event) {', ...lines, '    }', `    return ${next ?? 'none'};`];
}

function eventlessBody(state: ChartState): readonly string[] {
  const trigger: ChartTrigger = { kind: 'always' };
  const candidates = candidatesOf(state, trigger);
  const lines = returns(candidates, '    ');
  if (!isOpen(candidates)) return lines;
  const next = isRegion(state) || state.parent === undefined ? undefined : innermost(state.parent, 'always');
  return [...lines, `    return ${next ?? 'none'};`];
}

/** The number of the first candidate whose guard agrees. */
function returns(candidates: readonly ChartTransition[], indent: string): readonly string[] {
  const lines: string[] = [];
  for (const edge of candidates) {
    lines.push(...edgeComment(edge, indent));
    if (edge.guard === undefined) return [...lines, `${indent}return ${edge.index};`];
    lines.push(`${indent}if (this.#port.${edge.guard}()) return ${edge.index};`);
  }
  return lines;
}
