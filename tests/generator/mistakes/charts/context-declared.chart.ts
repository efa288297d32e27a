import { setup } from 'xstate';

type DoorEvent = { type: 'turnKey' };

export const door = setup({
  types: { context: {} as object, events: {} as DoorEvent },
           // expect: unknown key 'context' in types: a chart has events and no data; data is the port's
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
