import { setup } from 'xstate';

type E = { type: 'go' };

export const chart = setup({ types: { events: {} as E }, guards: { ready: () => false } }).createMachine({
                                                                                                         // expect: id 'setup' is a reserved name in generated code; choose another
  id: 'setup',
  initial: 'A',
  states: { A: { on: { go: [{ guard: { type: 'ready' }, target: 'B' }, { target: 'A' }] } }, B: { type: 'final' } },
});
