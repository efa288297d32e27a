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
            turnKey: [{ guard: ['keyFits'], target: 'LOCKED' }],
                               // expect: guard is one name, { type: 'name' }
          },
        },
        LOCKED: {},
      },
    },
  },
});
