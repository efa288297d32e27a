import { setup } from 'xstate';

export const cage = setup({
  delays: { fallShut: 3000 },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      after: { fallShutt: 'SHUT' },
               // expect: unknown delay 'fallShutt' (did you mean "fallShut"?); XState would fire it at once; declare it in setup({ delays }), or write milliseconds
    },
  },
});
