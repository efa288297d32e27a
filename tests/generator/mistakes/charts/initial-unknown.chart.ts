import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHD',
      // expect: initial 'LATCHD' is no child of state SHUT (did you mean "LATCHED"?); it has LATCHED, LOCKED
      states: {
        LATCHED: {},
        LOCKED: {},
      },
    },
  },
});
