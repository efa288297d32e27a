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
        LATCHED: {},
        LOCKED: {
          on: {
            turnKey: [{ target: '#cage' }],
                                // expect: target '#cage' is no state inside the machine; write a sibling, '.CHILD' or '#cage.PATH'
          },
        },
      },
    },
  },
});
