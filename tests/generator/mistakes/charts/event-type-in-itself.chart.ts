import { setup } from 'xstate';

type CageEvent = CageEvent | { type: 'push' };
                 // expect: type 'CageEvent' is not a union of events in this file; declare it here with `type`

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: { on: { push: 'OPEN' } },
    OPEN: { type: 'final' },
  },
});
