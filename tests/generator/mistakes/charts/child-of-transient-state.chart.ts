import { setup } from 'xstate';

type CageEvent = { type: 'pull' } | { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
  actions: {
    ring: () => {},
  },
  guards: {
    keyFits: () => true,
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.FAILED' },
    // expect: this transition for 'turnKey' is never taken: every state inside the machine decides before it; drop it
  },
  states: {
    SHUT: {
      initial: 'LATCHED',
      on: {
        pull: { target: 'OPEN' },
        // expect: this transition for 'pull' is never taken: every state inside SHUT decides before it; drop it
      },
      states: {
        LATCHED: {
          always: 'LOCKED',
          on: {
            turnKey: [{ guard: 'keyFits', target: 'LOCKED' }, { target: '#cage.FAILED' }],
                      // expect: this transition for 'turnKey' is never taken: SHUT.LATCHED is left at once; drop it
                                                              // expect: this transition for 'turnKey' is never taken: SHUT.LATCHED is left at once; drop it
          },
        },
        LOCKED: {
          on: {
            pull: { actions: { type: 'ring' } },
            turnKey: [{ target: '#cage.SHUT.LOCKED' }],
          },
        },
      },
    },
    OPEN: {},
    // expect: state OPEN is never entered; lead a transition there or drop it
    FAILED: {},
    // expect: state FAILED is never entered; lead a transition there or drop it
  },
});
