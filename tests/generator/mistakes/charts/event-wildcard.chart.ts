import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        '*': {},
        // expect: wildcard '*' is not supported: list every event
      },
    },
  },
});
