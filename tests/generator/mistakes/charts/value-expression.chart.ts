import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          exit: a + b,
                // expect: a + b: a chart is a literal; only strings, numbers, booleans, arrays and objects can be read
        },
      },
    },
  },
});
