import { setup } from 'xstate';

type DoorEvent = { type: 'pull' };

export const door = setup({
  types: { events: {} as DoorEvent },
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
  id: 'door',
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
