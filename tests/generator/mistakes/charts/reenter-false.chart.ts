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
        pull: { target: 'OPEN', reenter: false },
                                         // expect: `reenter` is written as `true` or left out
      },
    },
    OPEN: {},
  },
});
