import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    FAILED: { type: 'final', states: { A: {} } },
                             // expect: final state FAILED cannot hold states
  },
});
