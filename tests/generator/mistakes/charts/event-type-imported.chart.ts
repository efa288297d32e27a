import { setup } from 'xstate';

type CageEvent = Other | { type: 'push' } | { type: 'turnKey' };
                 // expect: type 'Other' is not a union of events in this file; declare it here with `type`

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
