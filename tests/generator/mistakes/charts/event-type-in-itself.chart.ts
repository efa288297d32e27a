import { setup } from 'xstate';

type DoorEvent = DoorEvent | { type: 'push' };
                 // expect: type 'DoorEvent' is not a union of events in this file; declare it here with `type`

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: { on: { push: 'OPEN' } },
    OPEN: { type: 'final' },
  },
});
