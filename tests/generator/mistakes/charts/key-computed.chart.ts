import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        [key]: {},
        // expect: [key]: computed keys cannot be read; write the name itself
        pull: { target: 'OPEN' },
      },
    },
    OPEN: {},
  },
});
