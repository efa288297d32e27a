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
      // expect: eventless transitions go round in a circle: SHUT.LATCHED -> OPEN -> SHUT.LATCHED; let one of them wait for an event
    },
  },
});
