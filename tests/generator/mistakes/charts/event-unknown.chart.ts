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
        pushed: {},
        // expect: unknown event 'pushed' (did you mean "push"?); add it to the event type or correct it
      },
    },
  },
});
