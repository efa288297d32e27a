import { setup } from 'xstate';

type DoorEvent = { type: 'pull' };

export const door = setup({
  types: { events: {} as DoorEvent },
  delays: { fallShut: 3000 },
            // expect: delay 'fallShut' is declared but never used; use it or drop it
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pull: { target: 'OPEN' },
      },
    },
    OPEN: {
      always: { target: 'SHUT' },
    },
  },
});
