import type { Chart, ChartAction } from './chart.ts';

/** A use of a declared action with static parameters, or with none. */
export function namedAction(name: string, params: unknown): ChartAction {
  return { kind: 'named', name, params, text: name + paramsText(params) };
}

export function raiseAction(event: string): ChartAction {
  return { kind: 'raise', event, text: `raise ${event}` };
}

/** Every use of an action in a chart, in document order: those of states, then those of transitions. */
export function actionsOf({ root, states, edges }: Chart): readonly ChartAction[] {
  return [
    ...[root, ...states].flatMap(({ entry, exit, initialActions }) => [...entry, ...exit, ...initialActions]),
    ...edges.flatMap(({ actions }) => actions),
  ];
}

/** `(level: 1, name: "x")`. */
export function paramsText(params: unknown): string {
  if (params === undefined) return '';
  const fields = Object.entries(params as object).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `(${fields.join(', ')})`;
}
