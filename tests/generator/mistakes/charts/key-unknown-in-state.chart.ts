import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
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
