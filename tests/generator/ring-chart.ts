/** The path of these charts. */
export const CHART = 'spec/p/charts/x.chart.ts';

/** A chart of `count` states; each has an event to the next state and an event to another state. */
export function ringChart(count: number): string {
  const states = Array.from({ length: count }, (_, i) => {
    return `S${i}: { on: { go: 'S${(i + 1) % count}', stop: 'S${(i * 7 + 3) % count}' } }`;
  });
  return chartText(`initial: 'S0', states: { ${states.join(', ')} }`);
}

/** The text of a chart with these properties of its machine. */
export function chartText(body: string): string {
  return `import { setup } from 'xstate';
type E = { type: 'go' } | { type: 'stop' };
export const x = setup({ types: { events: {} as E } }).createMachine({ id: 'x', ${body} });
`;
}
