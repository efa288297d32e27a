import { setup } from 'xstate';

type CageEvent = { type: 'push' } | { type: 'pull' } | { type: 'turnKey' };

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
      on: {
        push: { description: 'It opens the other way.', meta: { ref: 'House rules section 1' } },
        pull: { target: 'OPEN' },
      },
      states: {
        LATCHED: {
          on: {
            turnKey: [{ guard: 'keyFits', target: 'LOCKED' }, { target: '#cage.FAILED' }],
          },
        },
        LOCKED: {
          on: {
            turnKey: [{ target: '#cage.SHUT.LOCKED' }],
          },
        },
      },
    },
    OPEN: {
      always: { target: 'SHUT' },
    },
    FAILED: { type: 'final' },
    SHUT_LOCKED: { on: { push: 'SHUT', pull: 'SHUT' } },
    // expect: state SHUT_LOCKED and SHUT.LOCKED would both be called ShutLocked in code; rename one
    // expect: state SHUT_LOCKED is never entered; add a transition to it or remove it
  },
});
