import { setup } from 'xstate';

type DoorEvent = Other | { type: 'push' } | { type: 'turnKey' };
                 // expect: type 'Other' is not a union of events in this file; declare it here with `type`

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
