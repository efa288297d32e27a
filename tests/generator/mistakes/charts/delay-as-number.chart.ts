import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      after: { 3000: 'SHUT' },
               // expect: unknown delay '3000'; XState would fire it at once; declare it in setup({ delays })
    },
  },
});
