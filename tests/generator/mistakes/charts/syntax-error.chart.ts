import { setup } from 'xstate';

export const door = setup({
}).createMachine({
  initial: 'SHUT' on
                  // expect: ',' expected.
  on: {
  // expect: ',' expected.
  },
});
