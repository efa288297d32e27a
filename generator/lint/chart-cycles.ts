import type { Report } from '../diagnostics/report.ts';
import type { Chart, ChartState, ChartTransition } from '../model/chart.ts';
import { completionTransitions, enteredLeaves } from '../model/chart-reachability.ts';
import { exitsAnyState } from '../model/chart-region.ts';
import { candidatesIn } from '../model/chart-walk.ts';

/**
 * Transitions without an event, `always` and `onDone`, that form a cycle, whatever their guards return.
 * Returns whether there are any.
 */
export function reportCycles(chart: Chart, report: Report): boolean {
  const done = new Set<ChartState>();
  const leaves = new Set(chart.leaves);
  const cycles: (readonly [edge: ChartTransition, path: readonly ChartState[]])[] = [];
  const visit = (leaf: ChartState, path: readonly ChartState[]): void => {
    if (done.has(leaf)) return;
    for (const edge of [...candidatesIn(leaf, { kind: 'always' }), ...completionTransitions(leaf)]) {
      // An `onDone` that only acts is taken once for each end.
      if (edge.targets.length === 0 && edge.trigger.kind === 'done') continue;
      for (const next of exitsAnyState(edge) ? enteredLeaves(edge, leaves) : [leaf]) {
        const from = [...path, leaf].indexOf(next);
        if (from === -1) visit(next, [...path, leaf]);
        else cycles.push([edge, [...path.slice(from), leaf, next]]);
      }
    }
    done.add(leaf);
  };
  for (const leaf of chart.leaves) visit(leaf, []);
  const told = new Set<ChartTransition>();
  for (const [edge, path] of cycles) {
    if (told.has(edge)) continue;
    told.add(edge);
    const round = path.map((state) => state.path).join(' -> ');
    const what =
      edge.trigger.kind === 'done' ? '`onDone` and eventless transitions form' : 'eventless transitions form';
    report(edge.offset, `${what} a cycle: ${round}; give one of them an event`);
  }
  return cycles.length > 0;
}
