import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      on: {},
          // expect: `on` takes an object with at least one entry
    },
  },
});
