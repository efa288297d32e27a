import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
  delays: { fallShut: 3000 },
            // expect: delay 'fallShut' is declared but never used; use it or drop it
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pull: { target: 'OPEN' },
      },
    },
    OPEN: {
      always: { target: 'SHUT' },
    },
  },
});
