import { setup } from 'xstate';

type CageEvent = { type: 'push' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    FAILED: { type: 'final', on: { push: 'SHUT' } },
                                   // expect: final state FAILED can have no transitions; remove them
  },
});
