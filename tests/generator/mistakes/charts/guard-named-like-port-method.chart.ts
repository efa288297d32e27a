import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
  guards: {
    isHeavy: () => false,
    fatal: () => true,
    // expect: guard 'fatal' has the name of a method every port has; choose another
    // expect: guard 'fatal' is declared but never used; use it or drop it
  },
}).createMachine({
  id: 'cage',
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
