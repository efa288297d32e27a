import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
    FAILED: { type: 'final', states: { A: {} } },
                             // expect: final state FAILED cannot hold states
  },
});
