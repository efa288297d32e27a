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
        pull: { target: 'OPEN', actions: [{ kind: 'click' }] },
                                          // expect: action is one name, { type: 'name' }
                                            // expect: unknown key 'kind' beside 'type'
      },
    },
    OPEN: {},
  },
});
