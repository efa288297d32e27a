import { setup } from 'xstate';

type DoorEvent = {} | { type: 'turnKey' };
                 // expect: an event needs a literal 'type'

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        push: {},
        // expect: unknown event 'push'; add it to the event type or correct it
      },
    },
    OPEN: {
      on: { push: 'SHUT' },
            // expect: unknown event 'push'; add it to the event type or correct it
    },
  },
});
