import { setup } from 'xstate';

type DoorEvent = { type: 'pull' };

export const door = setup({
  types: { events: {} as DoorEvent },
  actions: {
    click: () => {},
  },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pull: { actions: [{ type: 'click', params: { x: 1 } }] },
                                           // expect: 'params' is not supported: what a name needs to know, the port knows
      },
    },
  },
});
