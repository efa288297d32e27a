import { setup } from 'xstate';

export const door = setup({
  guards: {
    keyFits: () => true,
  },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          always: { guard: 'keyFits', target: '#door.OPEN' },
        },
      },
    },
    OPEN: {
      always: { target: 'SHUT' },
      // expect: eventless transitions go round in a circle: SHUT.LATCHED -> OPEN -> SHUT.LATCHED; let one of them wait for an event
    },
  },
});
