import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          exitt: 'click',
          // expect: unknown key 'exitt' in state SHUT.LATCHED (did you mean "exit"?)
        },
      },
    },
  },
});
