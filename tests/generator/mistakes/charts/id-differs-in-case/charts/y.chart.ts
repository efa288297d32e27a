import { setup } from 'xstate';

type E = { type: 'go' };

export const chart = setup({ types: { events: {} as E }, guards: { ready: () => false } }).createMachine({
                                                                                                         // expect: id 'aBc' is taken by spec/p/charts/x.chart.ts; choose another
  id: 'aBc',
  initial: 'A',
  states: { A: { on: { go: [{ guard: { type: 'ready' }, target: 'B' }, { target: 'A' }] } }, B: { type: 'final' } },
});
