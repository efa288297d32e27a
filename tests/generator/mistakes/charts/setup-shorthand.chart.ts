import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
  actions: {
    ring,
    // expect: ring: write `name: stub` in actions
  },
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
            pull: { actions: { type: 'ring' } },
                                     // expect: unknown action 'ring'; declare it in setup({ actions })
          },
        },
      },
    },
  },
});
