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
        pull: { target: 'OPEN', reenter: false },
                                         // expect: `reenter` is written as `true` or left out
      },
    },
    OPEN: {},
  },
});
