import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          on: {
            turnKey: [{ target: 'LOKED' }],
                                // expect: unknown target 'LOKED' (did you mean "#cage.SHUT.LOCKED"?); write a sibling, '.CHILD' or '#cage.PATH'
          },
        },
        LOCKED: {},
      },
    },
  },
});
