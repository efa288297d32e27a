import { setup } from 'xstate';

type DoorEvent = { type: 'pull' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        [key]: {},
        // expect: [key]: computed keys cannot be read; write the name itself
        pull: { target: 'OPEN' },
      },
    },
    OPEN: {},
  },
});
