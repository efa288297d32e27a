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
            turnKey: [{ target: '#gate.SHUT.LOCKED' }],
                                // expect: target '#gate.SHUT.LOCKED': this chart's id is 'cage', write '#cage.SHUT.LOCKED'
          },
        },
      },
    },
  },
});
