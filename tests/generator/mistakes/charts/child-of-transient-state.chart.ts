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
    // expect: this transition for 'turnKey' is never taken: every state inside the machine has an unconditional transition; drop it
  },
  states: {
    SHUT: {
      initial: 'LATCHED',
      on: {
        pull: { target: 'OPEN' },
        // expect: this transition for 'pull' is never taken: every state inside SHUT has an unconditional transition; drop it
      },
      states: {
        LATCHED: {
          always: 'LOCKED',
          on: {
            turnKey: [{ guard: 'keyFits', target: 'LOCKED' }, { target: '#cage.FAILED' }],
                      // expect: this transition for 'turnKey' is never taken: SHUT.LATCHED is exited at once; drop it
                                                              // expect: this transition for 'turnKey' is never taken: SHUT.LATCHED is exited at once; drop it
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
    // expect: state OPEN is never entered; add a transition to it or remove it
    FAILED: {},
    // expect: state FAILED is never entered; add a transition to it or remove it
  },
});
