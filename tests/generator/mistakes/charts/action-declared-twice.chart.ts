import { setup } from 'xstate';

export const cage = setup({
  actions: {
    ring: () => {},
    ring: () => {},
    // expect: action 'ring' is declared twice; keep one
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
