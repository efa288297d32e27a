import { setup } from 'xstate';

type CageEvent = { type: 'push' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        push: 'OPEN',
        push: {},
        // expect: 'push' is given twice; keep one
      },
    },
    OPEN: {},
  },
});
