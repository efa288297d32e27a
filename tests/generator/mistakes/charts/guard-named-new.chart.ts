import { setup } from 'xstate';

type E = { type: 'go' };

export const chart = setup({ types: { events: {} as E }, guards: { new: () => false } }).createMachine({
                                                                   // expect: guard 'new' would make the port a constructor; choose another name
  id: 'x',
  initial: 'A',
  states: { A: { on: { go: [{ guard: { type: 'new' }, target: 'B' }, { target: 'A' }] } }, B: { type: 'final' } },
});
