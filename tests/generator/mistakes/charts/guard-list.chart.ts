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
            turnKey: [{ guard: ['keyFits'], target: 'LOCKED' }],
                               // expect: guard is one name, { type: 'name' }
          },
        },
        LOCKED: {},
      },
    },
  },
});
