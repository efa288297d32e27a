import { setup } from 'xstate';

type CageEvent = { type: 'pull' } | { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      on: {
        pull: { target: 'OPEN' },
      },
      states: {
        LATCHED: {
          on: {
            turnKey: [{ target: 'LOCKED' }],
          },
        },
        LOCKED: {
          on: {
            turnKey: [{ target: '#cage.SHUT.LOCKED' }, { target: '#cage.OPEN' }],
                                                       // expect: this transition for 'turnKey' is never taken: the one before it has no guard; move it up or drop it
          },
        },
      },
    },
    OPEN: {
      always: { target: 'SHUT' },
    },
  },
});
