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
        pull: { target: 'OPEN', renter: true },
                                // expect: unknown key 'renter' in a transition (did you mean "reenter"?)
      },
    },
    OPEN: {},
  },
});
