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
            turnKey: [{ target: 'LOKED' }],
                                // expect: unknown target 'LOKED' (did you mean "#door.SHUT.LOCKED"?); write a sibling, '.CHILD' or '#door.PATH'
          },
        },
        LOCKED: {},
      },
    },
  },
});
