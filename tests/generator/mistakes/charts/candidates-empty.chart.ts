import { setup } from 'xstate';

type DoorEvent = { type: 'push' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      on: { push: [] },
                  // expect: 'push' has no candidate; write one or drop it
    },
  },
});
