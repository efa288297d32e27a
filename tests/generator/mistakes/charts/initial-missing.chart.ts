import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
    // expect: state SHUT needs `initial`, one of LATCHED, LOCKED
      meta: {},
      states: {
        LATCHED: {},
        LOCKED: {},
      },
    },
  },
});
