import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        ATTIC: {},
        // expect: state SHUT.ATTIC is never entered; add a transition to it or remove it
        LATCHED: {},
      },
    },
  },
});
