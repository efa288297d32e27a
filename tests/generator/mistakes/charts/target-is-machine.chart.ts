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
        LATCHED: {},
        LOCKED: {
          on: {
            turnKey: [{ target: '#door' }],
                                // expect: target '#door' is no state inside the machine; write a sibling, '.CHILD' or '#door.PATH'
          },
        },
      },
    },
  },
});
