import type { ChartState, ChartTransition, ChartTrigger } from '../../model/chart.ts';
import { candidatesOf, selfAndAncestors } from '../../model/chart-walk.ts';
import { docComment } from './literal-text.ts';

/** Whether each candidate has a guard, so that none may be taken. */
export function areAllGuarded(candidates: readonly ChartTransition[]): boolean {
  return candidates.every(({ guard }) => guard !== undefined);
}

/** Whether a trigger that a state does not take can reach an ancestor that handles it, up to `end`. */
export function isPropagated(state: ChartState, trigger: ChartTrigger, end?: ChartState): boolean {
  const around = selfAndAncestors(state);
  return (
    areAllGuarded(candidatesOf(state, trigger)) &&
    around
      .slice(1, end === undefined ? undefined : around.indexOf(end) + 1)
      .some((outer) => candidatesOf(outer, trigger).length > 0)
  );
}

/** The comment above the method of a state. */
export function stateComment(state: ChartState): readonly string[] {
  const { path, description, ref } = state;
  const words = [path === '' ? 'In every state' : path, description, ref].filter((word) => word !== undefined);
  return docComment(words.map((word) => (word.endsWith('.') ? word : `${word}.`)).join(' '), '  ');
}
