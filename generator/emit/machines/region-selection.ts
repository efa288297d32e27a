import type { Chart, ChartState, ChartTransition, ChartTrigger } from '../../model/chart.ts';
import { isTransient } from '../../model/chart-reachability.ts';
import { activeStatesOf, isInRegion, isRegion } from '../../model/chart-region.ts';
import { isDispatched, signalsOf } from '../../model/chart-signal.ts';
import { candidatesOf, selfAndAncestors } from '../../model/chart-walk.ts';
import { stateIdentifier, uncapitalize } from '../../names/machine-names.ts';
import { activeStateField, activeStateName } from './active-state.ts';
import { edgeComment } from './effects.ts';
import { guardExpression } from './guard-expression.ts';
import { areAllGuarded, isPropagated, stateComment } from './handler.ts';
import { conditional } from './literal-text.ts';
import { signalCases } from './signal-cases.ts';
import { signalType } from './signal-name.ts';

/** The trigger that regions select transitions for: an event, or none (`always`). */
export type SelectionTrigger = 'event' | 'always';

/**
 * Transitions that regions select before any of them is taken, because several may be taken in one microstep: event and
 * eventless transitions of states inside parallel states. In document order.
 */
export function selectableEdges(chart: Chart): readonly ChartTransition[] {
  return chart.edges.filter((edge) => isInRegion(edge.source) && selectionTrigger(edge) !== undefined);
}

/** What a transition is selected for; undefined where it is taken alone. */
export function selectionTrigger(edge: ChartTransition): SelectionTrigger | undefined {
  if (edge.trigger.kind === 'always') return 'always';
  return isDispatched(edge) ? 'event' : undefined;
}

/** Whether a region of a parallel state has transitions to select. */
export function canSelect(state: ChartState, trigger: SelectionTrigger): boolean {
  return state.kind === 'parallel' && state.children.some((region) => hasAny(region, trigger));
}

function hasAny(state: ChartState, trigger: SelectionTrigger): boolean {
  return handles(state, trigger) || state.children.some((child) => hasAny(child, trigger));
}

function handles(state: ChartState, trigger: SelectionTrigger): boolean {
  return state.transitions.some((edge) => selectionTrigger(edge) === trigger);
}

/** Whether a region has transitions to select, nested regions excluded. */
export function selectsItself(region: ChartState, trigger: SelectionTrigger): boolean {
  if (handles(region, trigger)) return true;
  const search = (state: ChartState): boolean =>
    handles(state, trigger) || (state.kind === 'compound' && state.children.some(search));
  return region.kind === 'compound' && region.children.some(search);
}

/** The variable for the transition a region selects. */
export function selectionName(region: ChartState): string {
  return uncapitalize(stateIdentifier(region));
}

/** The regions inside a state that select transitions, in document order, nested ones included. */
export function selectingRegions(state: ChartState): readonly ChartState[] {
  const inside = state.children.flatMap(selectingRegions);
  const selects = isRegion(state) && state.parent !== undefined;
  return selects && (selectsItself(state, 'event') || selectsItself(state, 'always')) ? [state, ...inside] : inside;
}

/** `#selectEventX` or `#selectAlwaysX` for each compound region; `#onX` or `#alwaysX` for each state in one. */
export function selectionMethods(chart: Chart, trigger: SelectionTrigger): readonly string[] {
  const lines: string[] = [];
  const parameter = trigger === 'event' ? `event: ${signalType(chart)}` : '';
  for (const state of chart.states) {
    if (!isInRegion(state)) continue;
    if (isRegion(state) && state.kind === 'compound' && selectsItself(state, trigger)) {
      lines.push(...regionMethod(chart, state, trigger, parameter));
    }
    if (!handles(state, trigger)) continue;
    lines.push(
      ...stateComment(state),
      `  #${prefixOf(trigger)}${stateIdentifier(state)}(${parameter}): number {`,
      ...(trigger === 'event' ? eventBody(chart, state) : eventlessBody(chart, state)),
      '  }',
      '',
    );
  }
  return lines;
}

/** The call that selects in the innermost state with transitions: the state or an ancestor in its region. */
export function innermost(state: ChartState, trigger: SelectionTrigger): string | undefined {
  const region = selfAndAncestors(state).find(isRegion);
  const around = selfAndAncestors(state);
  const found = around.slice(0, around.indexOf(region ?? state) + 1).find((outer) => handles(outer, trigger));
  return found && `this.#${prefixOf(trigger)}${stateIdentifier(found)}(${trigger === 'event' ? 'event' : ''})`;
}

function prefixOf(trigger: SelectionTrigger): string {
  return trigger === 'event' ? 'on' : 'always';
}

function regionMethod(
  chart: Chart,
  region: ChartState,
  trigger: SelectionTrigger,
  parameter: string,
): readonly string[] {
  const groups = new Map<string, ChartState[]>();
  for (const activeState of activeStatesOf(region)) {
    if (
      canSelect(activeState, trigger) ||
      (trigger === 'event' && activeState.children.length === 0 && isTransient(activeState))
    )
      continue;
    const call = innermost(activeState, trigger);
    if (call !== undefined) groups.set(call, [...(groups.get(call) ?? []), activeState]);
  }
  return [
    `  /** The transition that region ${region.path} selects for ${trigger === 'event' ? 'an event' : 'no event'}. */`,
    `  #${trigger === 'event' ? 'selectEvent' : 'selectAlways'}${stateIdentifier(region)}(${parameter}): number {`,
    `    switch (${activeStateField(region)}) {`,
    ...[...groups].flatMap(([call, activeStates]) => [
      ...activeStates.map((activeState) => `      case ${activeStateName(chart, activeState)}:`),
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
  const lines = signalCases(chart, state, (candidates) => [
    ...returns(chart, candidates, '        '),
    ...(areAllGuarded(candidates) ? ['        break;'] : []),
  ]);
  const region = selfAndAncestors(state).find(isRegion);
  const isPassed = signalsOf(chart).some((signal) => isPropagated(state, signal, region));
  const next = isPassed && state.parent !== undefined ? innermost(state.parent, 'event') : undefined;
  return ['    switch (event) {', ...lines, '    }', `    return ${next ?? 'none'};`];
}

function eventlessBody(chart: Chart, state: ChartState): readonly string[] {
  const trigger: ChartTrigger = { kind: 'always' };
  const candidates = candidatesOf(state, trigger);
  const lines = returns(chart, candidates, '    ');
  if (!areAllGuarded(candidates)) return lines;
  const next = isRegion(state) || state.parent === undefined ? undefined : innermost(state.parent, 'always');
  return [...lines, `    return ${next ?? 'none'};`];
}

/** Returns the number of the first candidate whose guard holds. */
function returns(chart: Chart, candidates: readonly ChartTransition[], indent: string): readonly string[] {
  const lines: string[] = [];
  for (const edge of candidates) {
    lines.push(...edgeComment(edge, indent));
    if (edge.guard === undefined) return [...lines, `${indent}return ${edge.index};`];
    lines.push(...conditional(guardExpression(chart, edge.guard, 'this.#port'), `return ${edge.index};`, indent));
  }
  return lines;
}
