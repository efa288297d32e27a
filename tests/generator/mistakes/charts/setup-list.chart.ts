import { setup } from 'xstate';

export const cage = setup({
  delays: [3000],
          // expect: delays takes an object literal
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      after: { fallShut: 'SHUT' },
               // expect: unknown delay 'fallShut'; XState would fire it at once; declare it in setup({ delays }), or write milliseconds
    },
  },
});
