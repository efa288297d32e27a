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
        pull: { target: 'OPEN' },
                        // expect: unknown target 'OPEN'; write a sibling, '.CHILD' or '#door.PATH'
      },
    },
    'O.PEN': {},
    // expect: state name 'O.PEN' is not one word of letters, digits and underscores
  },
});
