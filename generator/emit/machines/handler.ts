import type { ChartState, ChartTransition } from '../../model/chart.ts';
import { type ChartSignal, candidatesFor } from '../../model/chart-signal.ts';
import { selfAndAncestors } from '../../model/chart-walk.ts';
import { docComment } from './literal-text.ts';

/** Whether each candidate has a guard, so that none may be taken. */
export function areAllGuarded(candidates: readonly ChartTransition[]): boolean {
  return candidates.every(({ guard }) => guard !== undefined);
}

/** Whether a signal that a state does not take can reach an ancestor that handles it, up to `end`. */
export function isPropagated(state: ChartState, signal: ChartSignal, end?: ChartState): boolean {
  const around = selfAndAncestors(state);
  return (
    areAllGuarded(candidatesFor(state, signal)) &&
    around
      .slice(1, end === undefined ? undefined : around.indexOf(end) + 1)
      .some((outer) => candidatesFor(outer, signal).length > 0)
  );
}

/** The comment above the method of a state. */
export function stateComment(state: ChartState): readonly string[] {
  const { path, description, ref } = state;
  const words = [path === '' ? 'In every state' : path, description, ref].filter((word) => word !== undefined);
  return docComment(words.map((word) => (word.endsWith('.') ? word : `${word}.`)).join(' '), '  ');
}
