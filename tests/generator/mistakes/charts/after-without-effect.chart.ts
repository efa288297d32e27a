import { setup } from 'xstate';

export const cage = setup({
  delays: { fallShut: 3000 },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      after: { fallShut: {} },
               // expect: `after` without target and actions does nothing; give it one or drop it
    },
  },
});
