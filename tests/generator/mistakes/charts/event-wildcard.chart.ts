import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        '*': {},
        // expect: wildcard '*' fills no cell: name every event, so that a new one cannot slip through
      },
    },
  },
});
