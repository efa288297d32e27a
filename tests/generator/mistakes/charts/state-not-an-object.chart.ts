import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.FAILED' },
                       // expect: unknown target '.FAILED'; write a sibling, '.CHILD' or '#cage.PATH'
  },
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          on: {
            turnKey: [{ target: '#cage.FAILED' }],
                                // expect: unknown target '#cage.FAILED'; write a sibling, '.CHILD' or '#cage.PATH'
          },
        },
      },
    },
    FAILED: 'final',
            // expect: state FAILED takes an object, `FAILED: { ... }`
  },
});
