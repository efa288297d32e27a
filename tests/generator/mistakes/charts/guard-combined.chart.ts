import { setup } from 'xstate';

type DoorEvent = { type: 'turnKey' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          on: {
            turnKey: [{ guard: not('keyFits'), target: 'LOCKED' }],
                               // expect: not() cannot be compiled: a chart holds names only; declare a name in setup() and let the port do it
          },
        },
        LOCKED: {},
      },
    },
  },
});
