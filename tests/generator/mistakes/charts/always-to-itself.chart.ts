import { setup } from 'xstate';

export const cage = setup({
  guards: {
    isHeavy: () => false,
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      always: { guard: { type: 'isHeavy' }, target: 'OPEN' },
      // expect: eventless transitions form a cycle: OPEN -> OPEN; give one of them an event
    },
  },
});
