import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      on: {},
          // expect: `on` takes an object with at least one entry
    },
  },
});
