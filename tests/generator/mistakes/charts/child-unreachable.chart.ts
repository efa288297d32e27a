import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        ATTIC: {},
        // expect: state SHUT.ATTIC is never entered; lead a transition there or drop it
        LATCHED: {},
      },
    },
  },
});
