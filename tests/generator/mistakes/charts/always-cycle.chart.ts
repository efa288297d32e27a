import { setup } from 'xstate';

export const cage = setup({
  guards: {
    keyFits: () => true,
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          always: { guard: 'keyFits', target: '#cage.OPEN' },
        },
      },
    },
    OPEN: {
      always: { target: 'SHUT' },
      // expect: eventless transitions form a cycle: SHUT.LATCHED -> OPEN -> SHUT.LATCHED; give one of them an event
    },
  },
});
