import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
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
