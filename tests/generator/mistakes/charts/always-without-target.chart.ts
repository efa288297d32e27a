import { setup } from 'xstate';

export const cage = setup({
  actions: {
    creak: () => {},
  },
  guards: {
    isHeavy: () => false,
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      always: { guard: { type: 'isHeavy' }, actions: 'creak' },
      // expect: eventless transitions go round in a circle: OPEN -> OPEN; let one of them wait for an event
    },
  },
});
