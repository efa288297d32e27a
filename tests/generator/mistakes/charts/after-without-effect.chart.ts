import { setup } from 'xstate';

export const door = setup({
  delays: { fallShut: 3000 },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      after: { fallShut: {} },
               // expect: `after` without target and actions does nothing; give it one or drop it
    },
  },
});
