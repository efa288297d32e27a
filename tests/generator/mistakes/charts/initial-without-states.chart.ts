import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: { initial: 'X' },
            // expect: state OPEN has no states to begin with; drop `initial`
  },
});
