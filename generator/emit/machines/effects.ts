import type { Chart, ChartState, ChartTransition } from '../../model/chart.ts';
import { leavesSomething } from '../../model/chart-region.ts';
import { domainOf, enteredBy } from '../../model/chart-walk.ts';
import { quote } from '../../names/identifier.ts';
import { stateWord } from '../../names/machine-names.ts';
import { commentText } from '../comment.ts';
import { enteringStatements } from './entrance.ts';
import { hasEnding, hasInside, leaveRegion } from './leave-methods.ts';
import { callStatement } from './literal-text.ts';
import { exitStatements } from './state-effects.ts';

/** Statements that carry out a transition, or nothing but the bookkeeping for an ignored event. `indent` of each. */
export function edgeStatements(chart: Chart, edge: ChartTransition, indent: string): readonly string[] {
  return [
    ...edgeComment(edge, indent),
    `${indent}port.transition(${edge.index});`,
    ...leavingStatements(chart, edge, indent),
    ...actingStatements(edge, indent),
    ...enteringStatements(chart, edge, indent),
    ...(mayEndRegions(chart, edge) ? [`${indent}if (this.done) this.#end();`] : []),
  ];
}

export function edgeComment({ description }: ChartTransition, indent: string): readonly string[] {
  return description === undefined ? [] : [`${indent}// ${commentText(description)}`];
}

/** Exits, innermost first, and where a parallel state is left the last region first. */
export function leavingStatements(chart: Chart, edge: ChartTransition, indent: string): readonly string[] {
  if (!leavesSomething(edge)) return [];
  const { source } = edge;
  const domain = domainOf(edge);
  const inside = hasInside(chart, source) ? [`${indent}this.#leave${stateWord(source)}();`] : [];
  if (domain === source) return inside;
  let statements: readonly string[] = [...inside, ...exitStatements(chart, source, indent)];
  for (let at: ChartState = source; at.parent !== undefined && at.parent !== domain; at = at.parent) {
    const { parent } = at;
    if (parent.kind === 'parallel') {
      const [passed, own] = [at, statements];
      statements = parent.children
        .toReversed()
        .flatMap((region) => (region === passed ? own : leaveRegion(chart, region, indent)));
    }
    statements = [...statements, ...exitStatements(chart, parent, indent)];
  }
  return statements;
}

/** The alert of a fatal edge and its own actions. */
export function actingStatements({ alert, ref = '', actions }: ChartTransition, indent: string): readonly string[] {
  const fatal = alert === undefined ? [] : callStatement('port.fatal', [quote(alert), quote(ref)], indent);
  return [...fatal, ...actions.map((action) => `${indent}port.${action}();`)];
}

/** Whether a machine that is parallel itself may have come to its end by a transition, and has something left to do. */
export function mayEndRegions(chart: Chart, edge: ChartTransition): boolean {
  return hasEnding(chart) && enteredBy(edge).some((entry) => entry.kind === 'memory' || entry.state.kind === 'final');
}
