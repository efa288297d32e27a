import { setup } from 'xstate';

export const door = setup({
  actions: {
    ring: () => {},
    ring: () => {},
    // expect: action 'ring' is declared twice; keep one
  },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
