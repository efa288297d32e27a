import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pull: { target: 'OPEN' },
                        // expect: unknown target 'OPEN'; write a sibling, '.CHILD' or '#cage.PATH'
      },
    },
    'O.PEN': {},
    // expect: state name 'O.PEN' is not one word of letters, digits and underscores
  },
});
