import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
  actions: {
    creak: () => {},
  },
  guards: {
    isHeavy: () => false,
    creak: () => true,
    // expect: 'creak' is both action and guard; both become methods of the port, rename one
    // expect: guard 'creak' is declared but never used; use it or drop it
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pull: { target: 'OPEN', actions: ['creak'] },
      },
    },
    OPEN: {
      always: { guard: { type: 'isHeavy' }, target: 'SHUT' },
      on: { pull: { description: 'It is open.', meta: { ref: 'House rules section 1' } } },
    },
  },
});
