import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          exit: () => {},
                // expect: inline functions cannot be compiled; declare a name in setup() and write { type: name } here
        },
      },
    },
  },
});
