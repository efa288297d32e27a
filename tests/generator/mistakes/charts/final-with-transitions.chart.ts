import { setup } from 'xstate';

type DoorEvent = { type: 'push' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
    FAILED: { type: 'final', on: { push: 'SHUT' } },
                                   // expect: final state FAILED has no transitions; nothing happens after the end
  },
});
