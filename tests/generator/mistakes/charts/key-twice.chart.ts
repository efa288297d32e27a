import { setup } from 'xstate';

type DoorEvent = { type: 'push' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        push: 'OPEN',
        push: {},
        // expect: 'push' is given twice; keep one
      },
    },
    OPEN: {},
  },
});
