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
            turnKey: [{ guard: nor('keyFits'), target: 'LOCKED' }],
                               // expect: nor() cannot be compiled: a chart holds names only; declare a name in setup() and let the port do it
          },
        },
        LOCKED: {},
      },
    },
  },
});
