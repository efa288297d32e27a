import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
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
