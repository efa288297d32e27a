import { setup } from 'xstate';

type DoorEvent = 'push' | { type: 'push' } | { type: 'turnKey' };
                 // expect: 'push' is not an event; write a union of `{ type: 'name' }`

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
