import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
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
