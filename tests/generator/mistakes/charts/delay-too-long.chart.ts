import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      after: { 3000000000: 'SHUT' },
               // expect: a delay is at most 2147483647 ms, 24 days, which is what timers of JavaScript can do
    },
  },
});
