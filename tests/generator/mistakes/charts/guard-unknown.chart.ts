import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
  guards: {
    keyFits: () => true,
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          on: {
            turnKey: [{ guard: 'keyFit', target: 'LOCKED' }],
                               // expect: unknown guard 'keyFit' (did you mean "keyFits"?); declare it in setup({ guards })
          },
        },
        LOCKED: {},
      },
    },
  },
});
