import { setup } from 'xstate';

type DoorEvent = { type: string } | { type: 'push' } | { type: 'turnKey' };
                         // expect: the type of an event is a literal name, not string

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
