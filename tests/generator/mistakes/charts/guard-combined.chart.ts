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
            turnKey: [{ guard: not('keyFits'), target: 'LOCKED' }],
                                   // expect: unknown guard 'keyFits'; declare it in setup({ guards })
          },
        },
        LOCKED: {},
      },
    },
  },
});
