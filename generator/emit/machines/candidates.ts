import type { Chart, ChartTransition } from '../../model/chart.ts';
import { edgeStatements } from './effects.ts';
import { guardExpression } from './guard-expression.ts';
import { blockHead } from './literal-text.ts';

/** Statements that take the first candidate whose guard holds. The first without a guard ends the list. */
export function candidateStatements(
  chart: Chart,
  candidates: readonly ChartTransition[],
  indent: string,
  done: string,
): readonly string[] {
  const lines: string[] = [];
  for (const edge of candidates) {
    if (edge.guard === undefined) return [...lines, ...edgeStatements(chart, edge, indent), `${indent}${done}`];
    lines.push(
      ...blockHead(guardExpression(chart, edge.guard, 'port'), indent),
      ...edgeStatements(chart, edge, `${indent}  `),
      `${indent}  ${done}`,
      `${indent}}`,
    );
  }
  return lines;
}
