import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          exit: click,
                // expect: 'click': a chart is a literal; write the value itself here
        },
      },
    },
  },
});
