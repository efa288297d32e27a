import { setup } from 'xstate';

type E = { type: 'go' };

export const chart = setup({ types: { events: {} as E }, guards: { ready: () => false } }).createMachine({
  id: 'aBC',
  initial: 'A',
  states: { A: { on: { go: [{ guard: { type: 'ready' }, target: 'B' }, { target: 'A' }] } }, B: { type: 'final' } },
});
