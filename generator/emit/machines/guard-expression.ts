import type { Chart, ChartAction, ChartGuard } from '../../model/chart.ts';
import { machineNames } from '../../names/machine-names.ts';
import { activeTest } from './active-state.ts';
import { member } from './literal-text.ts';
import { paramsName } from './params.ts';

/** A guard as an expression; `port` is the expression of the port. */
export function guardExpression(chart: Chart, given: ChartGuard, port: string): string {
  const guard = unwrapped(given);
  switch (guard.kind) {
    case 'named':
      return `${port}.${guard.name}(${paramsName(chart, guard.params)})`;
    case 'not':
      return negated(chart, unwrapped(guard.guard), port);
    case 'and':
      return guard.guards.map((each) => operand(chart, each, port, 'or')).join(' && ');
    case 'or':
      return guard.guards.map((each) => operand(chart, each, port, 'and')).join(' || ');
    case 'in':
      return activeTest(chart, guard.state)?.holds ?? 'true';
  }
}

/** The call of an action, or the raising of an event. */
export function actionCall(chart: Chart, action: ChartAction, indent: string): string {
  if (action.kind === 'named') return `${indent}port.${action.name}(${paramsName(chart, action.params)});`;
  return `${indent}this.#raise(~${member(`${machineNames(chart).upper}Event`, action.event)});`;
}

function negated(chart: Chart, guard: ChartGuard, port: string): string {
  if (guard.kind === 'in') return activeTest(chart, guard.state)?.fails ?? 'false';
  if (guard.kind === 'not') return guardExpression(chart, guard.guard, port);
  const inner = guardExpression(chart, guard, port);
  return guard.kind === 'named' ? `!${inner}` : `!(${inner})`;
}

/** In parentheses where a combination of the other kind lies inside. */
function operand(chart: Chart, guard: ChartGuard, port: string, other: 'and' | 'or'): string {
  const text = guardExpression(chart, guard, port);
  return unwrapped(guard).kind === other ? `(${text})` : text;
}

/** A combination of one guard means that guard. */
function unwrapped(guard: ChartGuard): ChartGuard {
  if (guard.kind !== 'and' && guard.kind !== 'or') return guard;
  const [only, second] = guard.guards;
  return second === undefined && only !== undefined ? unwrapped(only) : guard;
}
