import type { ChartState, ChartTransition, ChartTrigger } from '../../model/chart.ts';
import { candidatesOf, outwards } from '../../model/chart-walk.ts';
import { docComment } from './literal-text.ts';

/** No candidate is certain to be taken. */
export function isOpen(candidates: readonly ChartTransition[]): boolean {
  return candidates.every(({ guard }) => guard !== undefined);
}

/** Whether a trigger can go past a state to one around it, but not beyond `end`, that knows it. */
export function isPassedOn(state: ChartState, trigger: ChartTrigger, end?: ChartState): boolean {
  const around = outwards(state);
  return (
    isOpen(candidatesOf(state, trigger)) &&
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
