import { setup } from 'xstate';

type DoorEvent = { type: 'pull' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      meta: { rfc: 'House rules section 1' },
              // expect: unknown key 'rfc' in the meta of a state
      on: {
        pull: { target: 'OPEN' },
      },
    },
    OPEN: {},
  },
});
