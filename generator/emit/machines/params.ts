import type { Chart } from '../../model/chart.ts';
import { actionsOf } from '../../model/chart-action.ts';
import { namedGuardsIn } from '../../model/chart-guard.ts';
import { machineNames } from '../../names/machine-names.ts';
import { literalText } from './literal-text.ts';

/** The constant with static parameters: `flightParams0`; nothing for none. One for equal parameters. */
export function paramsName(chart: Chart, params: unknown): string {
  if (params === undefined) return '';
  return constantName(chart, paramsOf(chart).indexOf(JSON.stringify(params)));
}

/** The constants with the parameters of guards and actions, so that no call makes an object. */
export function paramsDeclarations(chart: Chart): readonly string[] {
  return paramsOf(chart).flatMap((json, index) => {
    const start = `const ${constantName(chart, index)} = `;
    return [`${start}${literalText(JSON.parse(json), '', start.length, 10)} as const;`, ''];
  });
}

function constantName(chart: Chart, index: number): string {
  return `${machineNames(chart).lower}Params${index}`;
}

/** Every distinct set of parameters as JSON, guards before actions. */
function paramsOf(chart: Chart): readonly string[] {
  const actions = actionsOf(chart).flatMap((action) => (action.kind === 'named' ? [action] : []));
  const guards = chart.edges.flatMap(({ guard }) => (guard === undefined ? [] : namedGuardsIn(guard)));
  const all = [...guards, ...actions].flatMap(({ params }) => (params === undefined ? [] : [params]));
  return [...new Set(all.map((params) => JSON.stringify(params)))];
}
