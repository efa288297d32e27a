import { setup } from 'xstate';

export const cage = setup({
  delays: { fallShut: 3000 },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      after: { fallShut: ['SHUT'] },
                          // expect: XState loses a bare target in a list of `after`; write { target: ... }
    },
  },
});
