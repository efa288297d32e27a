import { setup } from 'xstate';

type CageEvent = { type: 'push' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      on: { push: [] },
                  // expect: 'push' has no candidate; write one or drop it
    },
  },
});
