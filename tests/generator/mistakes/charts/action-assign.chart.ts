import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          exit: assign({}),
                // expect: assign() cannot be compiled: a chart holds names only; declare a name in setup() and let the port do it
        },
      },
    },
  },
});
