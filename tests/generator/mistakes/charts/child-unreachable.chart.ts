import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
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
