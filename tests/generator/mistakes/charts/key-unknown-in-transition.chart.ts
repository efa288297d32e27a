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
        pull: { target: 'OPEN', renter: true },
                                // expect: unknown key 'renter' in a transition (did you mean "reenter"?)
      },
    },
    OPEN: {},
  },
});
