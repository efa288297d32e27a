import type { Chart, ChartState, ChartTransition } from '../../model/chart.ts';
import { exitsAnyState } from '../../model/chart-region.ts';
import { tracksTransitions } from '../../model/chart-signal.ts';
import { domainOf, entrySetOf } from '../../model/chart-walk.ts';
import { quote } from '../../names/identifier.ts';
import { stateIdentifier } from '../../names/machine-names.ts';
import { commentText } from '../comment.ts';
import { entrySetStatements } from './entry-set.ts';
import { exitRegionStatements, exitsOnCompletion, hasExitStatements } from './exit-methods.ts';
import { actionCall } from './guard-expression.ts';
import { callStatement } from './literal-text.ts';
import { exitStatements } from './state-effects.ts';

/** Statements that take a transition; for an ignored event only its report. */
export function edgeStatements(chart: Chart, edge: ChartTransition, indent: string): readonly string[] {
  return [
    ...edgeComment(edge, indent),
    `${indent}port.transition(${edge.index});`,
    ...(tracksTransitions(chart) ? [`${indent}this.#isTaken = true;`] : []),
    ...exitSetStatements(chart, edge, indent),
    ...actionStatements(chart, edge, indent),
    ...entrySetStatements(chart, edge, indent),
    ...(mayCompleteMachine(chart, edge) ? [`${indent}if (this.done) this.#end();`] : []),
  ];
}

export function edgeComment({ description }: ChartTransition, indent: string): readonly string[] {
  return description === undefined ? [] : [`${indent}// ${commentText(description)}`];
}

/** Exit statements in SCXML's exit order: innermost state first, last region first. */
export function exitSetStatements(chart: Chart, edge: ChartTransition, indent: string): readonly string[] {
  if (!exitsAnyState(edge)) return [];
  const { source } = edge;
  const domain = domainOf(edge);
  const exitInside = (state: ChartState): readonly string[] =>
    hasExitStatements(chart, state) ? [`${indent}this.#exit${stateIdentifier(state)}();`] : [];
  if (domain === source || domain?.kind === 'parallel') return exitInside(domain);
  const inside = exitInside(source);
  let statements: readonly string[] = [...inside, ...exitStatements(chart, source, indent)];
  for (let at: ChartState = source; at.parent !== undefined && at.parent !== domain; at = at.parent) {
    const { parent } = at;
    if (parent.kind === 'parallel') {
      const [passed, own] = [at, statements];
      statements = parent.children
        .toReversed()
        .flatMap((region) => (region === passed ? own : exitRegionStatements(chart, region, indent)));
    }
    statements = [...statements, ...exitStatements(chart, parent, indent)];
  }
  return statements;
}

/** The alert of a fatal edge and its own actions. */
export function actionStatements(chart: Chart, edge: ChartTransition, indent: string): readonly string[] {
  const { alert, ref = '', reason, actions } = edge;
  const values = [alert ?? '', ref, ...(reason === undefined ? [] : [reason])];
  const fatal = alert === undefined ? [] : callStatement('port.fatal', values.map(quote), indent);
  return [...fatal, ...actions.map((action) => actionCall(chart, action, indent))];
}

/** Whether a transition may complete a parallel machine that has exit statements. */
export function mayCompleteMachine(chart: Chart, edge: ChartTransition): boolean {
  return (
    exitsOnCompletion(chart) &&
    entrySetOf(edge).some((entry) => entry.kind === 'history' || entry.state.kind === 'final')
  );
}
