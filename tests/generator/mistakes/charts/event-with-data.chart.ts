import { setup } from 'xstate';

type DoorEvent = { type: 'push'; force: number };
                                 // expect: an event carries its 'type' alone; data travels through the port

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
