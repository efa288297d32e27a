import { setup } from 'xstate';

type DoorEvent = { type: 'turnKey' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.FAILED' },
                       // expect: unknown target '.FAILED'; write a sibling, '.CHILD' or '#door.PATH'
  },
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          on: {
            turnKey: [{ target: '#door.FAILED' }],
                                // expect: unknown target '#door.FAILED'; write a sibling, '.CHILD' or '#door.PATH'
          },
        },
      },
    },
    FAILED: 'final',
            // expect: state FAILED takes an object, `FAILED: { ... }`
  },
});
