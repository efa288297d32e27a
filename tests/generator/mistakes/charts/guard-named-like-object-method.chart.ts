import { setup } from 'xstate';

type DoorEvent = { type: 'pull' };

export const door = setup({
  types: { events: {} as DoorEvent },
  guards: {
    isHeavy: () => false,
    toString: () => true,
    // expect: guard 'toString' has a name that every object has already; choose another
    // expect: guard 'toString' is declared but never used; use it or drop it
  },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pull: { target: 'OPEN' },
      },
    },
    OPEN: {
      always: { guard: { type: 'isHeavy' }, target: 'SHUT' },
      on: { pull: { description: 'It is open.', meta: { ref: 'House rules section 1' } } },
    },
  },
});
