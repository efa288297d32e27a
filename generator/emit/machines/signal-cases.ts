import type { Chart, ChartState, ChartTransition } from '../../model/chart.ts';
import { candidatesFor, signalsOf } from '../../model/chart-signal.ts';
import { signalName } from './signal-name.ts';

/**
 * The cases of a switch over the signals that a state handles. Signals with the same candidates share one, as those that
 * a wildcard matches do.
 */
export function signalCases(
  chart: Chart,
  state: ChartState,
  body: (candidates: readonly ChartTransition[]) => readonly string[],
): readonly string[] {
  const groups = new Map<string, { readonly candidates: readonly ChartTransition[]; readonly names: string[] }>();
  for (const signal of signalsOf(chart)) {
    const candidates = candidatesFor(state, signal);
    if (candidates.length === 0) continue;
    const key = candidates.map(({ index }) => index).join();
    const group = groups.get(key) ?? { candidates, names: [] };
    group.names.push(signalName(chart, signal));
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ candidates, names }) => [
    ...names.map((name) => `      case ${name}:`),
    ...body(candidates),
  ]);
}
