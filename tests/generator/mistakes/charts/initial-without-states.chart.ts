import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: { initial: 'X' },
            // expect: state OPEN has no states; drop `initial`
  },
});
