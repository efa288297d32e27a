import { setup } from 'xstate';

type CageEvent = { type: 'pull' } | { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
  actions: {
    click: () => {},
    ring: () => {},
    // expect: action 'ring' is declared but never used; use it or drop it
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      on: {
        pull: { actions: [{ type: 'click' }] },
      },
      states: {
        LATCHED: {
          on: {
            turnKey: [{ target: 'LOCKED' }],
          },
        },
        LOCKED: {
          on: {
            pull: { actions: 'click' },
            turnKey: [{ target: 'LATCHED' }],
          },
        },
      },
    },
  },
});
