import { setup } from 'xstate';

export const door = setup({
  delays: { fallShut: 3000 },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      after: { fallShutt: 'SHUT' },
               // expect: unknown delay 'fallShutt' (did you mean "fallShut"?); XState would fire it at once; declare it in setup({ delays })
    },
  },
});
